//! A mail server on loopback that keeps what it took, and can be told to misbehave.

use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// What the server says after the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// 250.
    Take,
    /// Takes the message, and cuts the line before its 250 arrives.
    TakeAndCut,
    /// 451: for now.
    NotNow,
    /// 550: for good.
    Never,
}

#[derive(Debug, Default)]
struct State {
    taken: Vec<String>,
    replies: Vec<Reply>,
}

/// The server. Unscripted messages are taken.
#[derive(Debug, Clone)]
pub struct Smtp {
    pub port: u16,
    state: Arc<Mutex<State>>,
    news: Arc<Notify>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = Self { port: listener.local_addr().unwrap().port(), state: Arc::default(), news: Arc::default() };
        let server = smtp.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move {
                    // A client that goes away in mid-sentence is no failure of the test.
                    let _ = server.converse(stream).await;
                });
            }
        });
        smtp
    }

    /// What to answer to the next messages, one each.
    pub fn will(&self, replies: &[Reply]) {
        self.state.lock().unwrap().replies.extend(replies);
    }

    /// Every message taken so far, raw.
    pub fn taken(&self) -> Vec<String> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Waits until `wanted` finds what it looks for among the messages taken.
    pub async fn wait_for<T>(&self, what: &str, wanted: impl Fn(&[String]) -> Option<T>) -> T {
        let found = async {
            loop {
                let news = self.news.notified();
                tokio::pin!(news);
                news.as_mut().enable();
                if let Some(found) = wanted(&self.taken()) {
                    return found;
                }
                news.await;
            }
        };
        match tokio::time::timeout(std::time::Duration::from_secs(60), found).await {
            Ok(found) => found,
            Err(_) => panic!("no {what}; there are:\n{}", subjects(&self.taken())),
        }
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut read = BufReader::new(read);
        write.write_all(b"220 test\r\n").await?;
        let mut line = String::new();
        loop {
            line.clear();
            if read.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let command = line.get(..4).unwrap_or_default().to_uppercase();
            match command.as_str() {
                "EHLO" => write.write_all(b"250-test\r\n250 8BITMIME\r\n").await?,
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let message = read_message(&mut read).await?;
                    let reply = {
                        let mut state = self.state.lock().unwrap();
                        let reply = if state.replies.is_empty() { Reply::Take } else { state.replies.remove(0) };
                        if matches!(reply, Reply::Take | Reply::TakeAndCut) {
                            state.taken.push(message);
                        }
                        reply
                    };
                    self.news.notify_waiters();
                    match reply {
                        Reply::Take => write.write_all(b"250 taken\r\n").await?,
                        Reply::TakeAndCut => return Ok(()),
                        Reply::NotNow => write.write_all(b"451 not now\r\n").await?,
                        Reply::Never => write.write_all(b"550 never\r\n").await?,
                    }
                }
                "QUIT" => return write.write_all(b"221 bye\r\n").await,
                _ => write.write_all(b"250 ok\r\n").await?,
            }
        }
    }
}

async fn read_message(read: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n.\r\n") {
        bytes.push(read.read_u8().await?);
    }
    bytes.truncate(bytes.len() - 3);
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n..", "\r\n."))
}

fn subjects(messages: &[String]) -> String {
    let lines = messages.iter().flat_map(|m| m.lines().filter(|l| l.starts_with("To:") || l.starts_with("Subject:")));
    lines.collect::<Vec<_>>().join("\n")
}
