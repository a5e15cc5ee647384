//! A mail server on loopback that stores accepted messages and can be scripted to fail.

use super::manners::{Manner, Reply, State};
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

/// The mail server. Messages without a scripted reply are accepted.
#[derive(Debug, Clone)]
pub struct Smtp {
    pub port: u16,
    state: Arc<Mutex<State>>,
    news: Arc<Notify>,
    /// Signals a change of behaviour to open conversations, which are then cut.
    manner: watch::Sender<Manner>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let smtp = Self { port, state: Arc::default(), news: Arc::default(), manner: watch::Sender::default() };
        tokio::spawn(smtp.clone().listen(listener));
        smtp
    }

    /// Accepts connections unless down. While down it keeps the port bound, without listening.
    async fn listen(self, mut listener: TcpListener) {
        let mut manner = self.manner.subscribe();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    let Ok((stream, _)) = accepted else { return };
                    let (server, mut change) = (self.clone(), self.manner.subscribe());
                    tokio::spawn(async move {
                        // A client that disconnects in the middle of a conversation does not fail the test.
                        tokio::select! {
                            _ = server.converse(stream) => {}
                            _ = change.changed() => {}
                        }
                    });
                    continue;
                }
                _ = manner.wait_for(|m| *m == Manner::Down) => {}
            }
            drop(listener);
            let socket = TcpSocket::new_v4().unwrap();
            socket.set_reuseaddr(true).unwrap();
            socket.bind(SocketAddr::from(([127, 0, 0, 1], self.port))).unwrap();
            let _ = manner.wait_for(|m| *m != Manner::Down).await;
            listener = socket.listen(1024).unwrap();
        }
    }

    /// Sets the behaviour in all conversations from now on.
    pub async fn behaves(&self, manner: Manner) {
        self.manner.send_replace(manner);
        self.state().manner = manner;
        // Waits until connections succeed, or fail, as set.
        let place = ("127.0.0.1", self.port);
        while TcpStream::connect(place).await.is_ok() == (manner == Manner::Down) {
            tokio::task::yield_now().await;
        }
    }

    /// Scripts the replies to the next messages, one each.
    pub fn will(&self, replies: &[Reply]) {
        self.state().replies.extend(replies);
    }

    /// Refuses a recipient permanently, or accepts mail for them again.
    pub fn refuses(&self, recipient: &str, refused: bool) {
        let mut state = self.state();
        state.refused.retain(|to| to != recipient);
        state.refused.extend(refused.then(|| recipient.to_owned()));
    }

    /// Stops responding whenever this recipient is named.
    pub fn hangs_at(&self, recipient: &str) {
        self.state().hangs_at.insert(recipient.to_owned());
    }

    /// Waits until a conversation hangs.
    pub async fn hanging(&self) {
        self.until("a conversation that hangs", |state| (state.hanging > 0).then_some(())).await;
    }

    /// Returns every accepted message, raw.
    pub fn taken(&self) -> Vec<String> {
        self.state().taken.clone()
    }

    /// Waits until `wanted` returns a value for the accepted messages.
    pub async fn wait_for<T>(&self, what: &str, wanted: impl Fn(&[String]) -> Option<T>) -> T {
        self.until(what, |state| wanted(&state.taken)).await
    }

    async fn until<T>(&self, what: &str, wanted: impl Fn(&State) -> Option<T>) -> T {
        let found = async {
            loop {
                let news = self.news.notified();
                tokio::pin!(news);
                news.as_mut().enable();
                let found = wanted(&self.state());
                if let Some(found) = found {
                    return found;
                }
                news.await;
            }
        };
        match tokio::time::timeout(Duration::from_secs(60), found).await {
            Ok(found) => found,
            Err(_) => panic!("no {what}; there are:\n{}", subjects(&self.taken())),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let manner = self.state().manner;
        if manner == Manner::TakeAndReset {
            stream.set_zero_linger()?;
        }
        let (read, mut write) = stream.into_split();
        let mut read = BufReader::new(read);
        match manner {
            Manner::Trickle => {
                // An endless greeting, one byte at a time.
                write.write_all(b"220 ").await?;
                loop {
                    write.write_all(b"a").await?;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            Manner::NoService => return write.write_all(b"554 no service here\r\n").await,
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
                "MAIL" if self.state().manner == Manner::SignInFirst => {
                    write.write_all(b"530 sign in first\r\n").await?
                }
                "RCPT" => {
                    if self.state().hang(&line) {
                        self.news.notify_waiters();
                        std::future::pending::<()>().await;
                    }
                    let answer = if self.state().refuse(&line) { "550 nobody here\r\n" } else { "250 ok\r\n" };
                    write.write_all(answer.as_bytes()).await?;
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let message = read_message(&mut read).await?;
                    let reply = self.state().reply_to(message);
                    self.news.notify_waiters();
                    match reply {
                        Reply::Take => write.write_all(b"250 taken\r\n").await?,
                        Reply::TakeAndCut => return Ok(()),
                        Reply::TakeAndReset => return write.write_all(b"250 taken\r\n").await,
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
