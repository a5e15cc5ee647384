//! A mail server on loopback that stores accepted messages and can be scripted to misbehave.

use super::smtp_behavior::{Reply, SmtpBehavior, State};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Notify, watch},
};

/// The mail server. Accepts every message unless scripted otherwise.
#[derive(Debug, Clone)]
pub struct Smtp {
    pub port: u16,
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
    /// Behaviour; a change closes all current connections.
    behavior: watch::Sender<SmtpBehavior>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let smtp = Self { port, state: Arc::default(), changed: Arc::default(), behavior: watch::Sender::default() };
        tokio::spawn(smtp.clone().listen(listener));
        smtp
    }

    /// Accepts connections. While the server is down, it keeps its port bound but does not listen.
    async fn listen(self, mut listener: TcpListener) {
        let mut behavior = self.behavior.subscribe();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    let Ok((stream, _)) = accepted else { return };
                    let (server, mut behavior_change) = (self.clone(), self.behavior.subscribe());
                    tokio::spawn(async move {
                        // A client that disconnects midway does not fail the test.
                        tokio::select! {
                            _ = server.converse(stream) => {}
                            _ = behavior_change.changed() => {}
                        }
                    });
                    continue;
                }
                _ = behavior.wait_for(|m| *m == SmtpBehavior::Down) => {}
            }
            drop(listener);
            let socket = TcpSocket::new_v4().unwrap();
            socket.set_reuseaddr(true).unwrap();
            socket.bind(SocketAddr::from(([127, 0, 0, 1], self.port))).unwrap();
            let _ = behavior.wait_for(|m| *m != SmtpBehavior::Down).await;
            listener = socket.listen(1024).unwrap();
        }
    }

    /// Sets the global behaviour.
    pub async fn set_behavior(&self, behavior: SmtpBehavior) {
        self.behavior.send_replace(behavior);
        self.state().behavior = behavior;
        // Waits until connections show that the server is down, or up again.
        let place = ("127.0.0.1", self.port);
        while TcpStream::connect(place).await.is_ok() == (behavior == SmtpBehavior::Down) {
            tokio::task::yield_now().await;
        }
    }

    /// Queues replies for the next messages, one each.
    pub fn queue_replies(&self, replies: &[Reply]) {
        self.state().replies.extend(replies);
    }

    /// Refuses a recipient permanently, or accepts it again.
    pub fn set_refused(&self, recipient: &str, refused: bool) {
        let mut state = self.state();
        state.refused.retain(|to| to != recipient);
        state.refused.extend(refused.then(|| recipient.to_owned()));
    }

    /// Makes conversations hang at this recipient.
    pub fn hang_at(&self, recipient: &str) {
        self.state().hangs_at.insert(recipient.to_owned());
    }

    /// Waits until a conversation hangs.
    pub async fn wait_for_hang(&self) {
        self.wait_until("a conversation that hangs", |state| (state.hanging > 0).then_some(())).await;
    }

    /// Returns all accepted messages, raw.
    pub fn accepted(&self) -> Vec<String> {
        self.state().accepted.clone()
    }

    /// Waits until `wanted` returns a value for the accepted messages.
    pub async fn wait_for<T>(&self, what: &str, wanted: impl Fn(&[String]) -> Option<T>) -> T {
        self.wait_until(what, |state| wanted(&state.accepted)).await
    }

    async fn wait_until<T>(&self, what: &str, wanted: impl Fn(&State) -> Option<T>) -> T {
        let found = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                let found = wanted(&self.state());
                if let Some(found) = found {
                    return found;
                }
                changed.await;
            }
        };
        match tokio::time::timeout(Duration::from_secs(60), found).await {
            Ok(found) => found,
            Err(_) => panic!("no {what}; there are:\n{}", subjects(&self.accepted())),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let behavior = self.state().behavior;
        if behavior == SmtpBehavior::AcceptAndReset {
            stream.set_zero_linger()?;
        }
        let (read, mut write) = stream.into_split();
        let mut read = BufReader::new(read);
        match behavior {
            SmtpBehavior::Trickle => {
                // Sends an endless greeting, one byte at a time.
                write.write_all(b"220 ").await?;
                loop {
                    write.write_all(b"a").await?;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            SmtpBehavior::RejectConnection => return write.write_all(b"554 no service here\r\n").await,
            _ => write.write_all(b"220 test\r\n").await?,
        }
        let mut line = String::new();
        loop {
            line.clear();
            if read.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let command = line.get(..4).unwrap_or_default().to_uppercase();
            match command.as_str() {
                "EHLO" => write.write_all(b"250-test\r\n250 8BITMIME\r\n").await?,
                "MAIL" if self.state().behavior == SmtpBehavior::RequireSignIn => {
                    write.write_all(b"530 sign in first\r\n").await?
                }
                "RCPT" => {
                    if self.state().hangs(&line) {
                        self.changed.notify_waiters();
                        std::future::pending::<()>().await;
                    }
                    let answer = if self.state().is_refused(&line) { "550 nobody here\r\n" } else { "250 ok\r\n" };
                    write.write_all(answer.as_bytes()).await?;
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let message = read_message(&mut read).await?;
                    let reply = self.state().reply_to(message);
                    self.changed.notify_waiters();
                    match reply {
                        Reply::Accept => write.write_all(b"250 taken\r\n").await?,
                        Reply::AcceptAndDisconnect => return Ok(()),
                        Reply::AcceptAndReset => return write.write_all(b"250 taken\r\n").await,
                        Reply::TemporaryFailure => write.write_all(b"451 not now\r\n").await?,
                        Reply::PermanentFailure => write.write_all(b"550 never\r\n").await?,
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
