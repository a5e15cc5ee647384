//! Files embedded in the binary, as a [`fs::Backend`] of tower-http's file service. The service then handles types,
//! entity tags, conditional requests, ranges and precompressed variants as for files on disk.

use super::site::Files;
use sha2::{Digest as _, Sha256};
use std::{
    future::{Ready, ready},
    io::{self, Cursor, ErrorKind, SeekFrom},
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::fs;

#[derive(Debug, Clone)]
pub struct EmbeddedFs(Arc<[(&'static str, EmbeddedFile)]>);

impl EmbeddedFs {
    /// Computes the digest of every file once.
    pub fn new(files: Files) -> Self {
        Self(files.iter().map(|(name, bytes)| (*name, EmbeddedFile::new(bytes))).collect())
    }

    fn find(&self, path: &Path) -> io::Result<EmbeddedFile> {
        let name = path.strip_prefix(".").unwrap_or(path);
        let found = self.0.iter().find(|(other, _)| Path::new(other) == name);
        found.map(|(_, file)| file.clone()).ok_or_else(|| ErrorKind::NotFound.into())
    }
}

impl fs::Backend for EmbeddedFs {
    type File = EmbeddedFile;
    type Metadata = FileMetadata;
    type OpenFuture = Ready<io::Result<EmbeddedFile>>;
    type MetadataFuture = Ready<io::Result<FileMetadata>>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        ready(self.find(&path))
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        ready(self.find(&path).map(|file| file.about))
    }
}

#[derive(Debug, Clone)]
pub struct EmbeddedFile {
    bytes: Cursor<&'static [u8]>,
    about: FileMetadata,
}

impl EmbeddedFile {
    fn new(bytes: &'static [u8]) -> Self {
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(bytes).into();
        let seconds = u64::from(u32::from_be_bytes([a, b, c, d]));
        let nanos = u32::from_be_bytes([e, f, g, h]) % 1_000_000_000;
        let time = SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos);
        Self { bytes: Cursor::new(bytes), about: FileMetadata { length: bytes.len() as u64, time } }
    }
}

/// Length and digest of an embedded file. The digest is stored as a modification time, because the service derives
/// entity tags from time and length; so the tag depends on the content alone. `assets::without_dates` removes the date
/// from responses.
#[derive(Debug, Clone, Copy)]
pub struct FileMetadata {
    length: u64,
    time: SystemTime,
}

impl fs::Metadata for FileMetadata {
    fn is_dir(&self) -> bool {
        false
    }

    fn modified(&self) -> io::Result<SystemTime> {
        Ok(self.time)
    }

    fn len(&self) -> u64 {
        self.length
    }
}

impl fs::File for EmbeddedFile {
    type Metadata = FileMetadata;
    type MetadataFuture<'a> = Ready<io::Result<FileMetadata>>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        ready(Ok(self.about))
    }
}

impl AsyncRead for EmbeddedFile {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_read(cx, into)
    }
}

impl AsyncSeek for EmbeddedFile {
    fn start_seek(mut self: Pin<&mut Self>, to: SeekFrom) -> io::Result<()> {
        Pin::new(&mut self.bytes).start_seek(to)
    }

    fn poll_complete(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Pin::new(&mut self.bytes).poll_complete(cx)
    }
}
