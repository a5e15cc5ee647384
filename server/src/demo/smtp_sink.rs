//! Mail server of the demonstration (RFC 5321): listens on loopback, accepts every message and discards it, so that the
//! outbox delivers as in production. The mailbox shows the outbox.

use std::{io, time::Duration};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// Maximum number of open sessions; further connections wait.
const SESSIONS: usize = 16;
/// Maximum length of a line in bytes; a longer one ends the session.
const LINE: u64 = 64 * 1024;
/// Wait after a connection could not be accepted, for instance because no file descriptor is free.
const BACK_OFF: Duration = Duration::from_millis(100);

/// A bound mail server that discards what it accepts.
#[derive(Debug)]
pub struct SmtpSink {
    listener: TcpListener,
}

impl SmtpSink {
    /// Binds a free port on loopback.
    pub async fn bind() -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(("127.0.0.1", 0)).await? })
    }

    /// Returns the address in the form of `ESECURE_SMTP_URL`.
    pub fn url(&self) -> io::Result<String> {
        Ok(format!("smtp://{}", self.listener.local_addr()?))
    }

    /// Serves until the future is dropped, which also ends the open sessions.
    pub async fn serve(self) {
        let mut sessions = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if sessions.len() < SESSIONS => match accepted {
                    Ok((stream, _)) => {
                        sessions.spawn(session(stream));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the demonstration's mail server cannot accept a connection");
                        tokio::time::sleep(BACK_OFF).await;
                    }
                },
                Some(_) = sessions.join_next() => {}
            }
        }
    }
}

/// Holds one SMTP session until `QUIT` or the end of the connection.
async fn session(stream: TcpStream) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let mut line = Vec::new();
    write.write_all(b"220 demonstration\r\n").await?;
    while read_line(&mut read, &mut line).await? {
        let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let reply: &[u8] = match command.as_slice() {
            b"EHLO" => b"250-demonstration\r\n250 8BITMIME\r\n",
            b"HELO" | b"MAIL" | b"RCPT" | b"RSET" | b"NOOP" => b"250 OK\r\n",
            b"DATA" => {
                write.write_all(b"354 End with a line that holds only a dot\r\n").await?;
                while line != b".\r\n" {
                    if !read_line(&mut read, &mut line).await? {
                        return Ok(());
                    }
                }
                b"250 Accepted\r\n"
            }
            b"QUIT" => return write.write_all(b"221 Bye\r\n").await,
            _ => b"502 Command not implemented\r\n",
        };
        write.write_all(reply).await?;
    }
    Ok(())
}

/// Reads a line with its end into `line`; `false` at the end of the connection.
async fn read_line(read: &mut (impl AsyncBufRead + Unpin), line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    read.take(LINE).read_until(b'\n', line).await?;
    if line.len() as u64 == LINE && !line.ends_with(b"\n") {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(!line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends a whole conversation and returns every reply.
    async fn conversation(words: &str) -> String {
        let sink = SmtpSink::bind().await.unwrap();
        let address = sink.listener.local_addr().unwrap();
        let server = tokio::spawn(sink.serve());
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(words.as_bytes()).await.unwrap();
        client.shutdown().await.unwrap();
        let mut replies = String::new();
        client.read_to_string(&mut replies).await.unwrap();
        server.abort();
        replies.lines().map(|line| line.get(..3).unwrap_or_default()).collect::<Vec<_>>().join(" ")
    }

    #[tokio::test]
    async fn messages_accepted_and_other_commands_refused() {
        let mail =
            "MAIL FROM:<a@acme.test>\r\nRCPT TO:<b@acme.test>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\nQUIT\r\n.\r\n";
        let replies = conversation(&format!("EHLO us\r\n{mail}RSET\r\n{mail}noop\r\nVRFY b\r\nQUIT\r\n")).await;
        assert_eq!(replies, "220 250 250 250 250 354 250 250 250 250 354 250 250 502 221");
    }

    #[tokio::test]
    async fn message_without_end_is_not_accepted() {
        assert_eq!(conversation("EHLO us\r\nDATA\r\nSubject: x\r\n").await, "220 250 250 354");
    }
}
