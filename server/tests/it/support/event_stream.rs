//! An event stream as received by a browser.

use reqwest::Response;
use std::time::Duration;

/// The events of a stream, in order.
pub struct EventStream {
    response: Response,
    buffer: String,
}

impl EventStream {
    pub fn new(response: Response) -> Self {
        Self { response, buffer: String::new() }
    }

    /// Returns the name and data of the next event, skipping keep-alives; `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<(String, String)> {
        loop {
            while let Some((block, rest)) = self.buffer.split_once("\n\n") {
                let of =
                    |field: &str| block.lines().find_map(|line| line.strip_prefix(field)).map(|v| v.trim().to_owned());
                let event = of("event:").zip(of("data:"));
                self.buffer = rest.to_owned();
                if event.is_some() {
                    return event;
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(60), self.response.chunk()).await;
            let chunk = chunk.expect("the stream sends or ends").ok()??;
            self.buffer.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}
