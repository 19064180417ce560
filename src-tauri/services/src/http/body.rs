//! A file as the body of a request, read while it is sent.

use std::path::Path;

use futures_util::stream;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::sync::watch;

use super::HttpError;

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// A body that reads the file while it is sent, and where the bytes are told.
pub(super) async fn from_file(
    path: &Path,
) -> Result<(reqwest::Body, u64, watch::Receiver<u64>), HttpError> {
    let failed = |e: std::io::Error| HttpError::File(e.kind().to_string());
    let file = File::open(path).await.map_err(failed)?;
    let length = file.metadata().await.map_err(failed)?.len();
    let (tell, told) = watch::channel(0);
    // A file that grows meanwhile is sent as long as it was announced.
    let start = (file.take(length), 0_u64, tell);
    let pieces = stream::try_unfold(start, |(mut file, done, tell)| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        if read == 0 {
            return Ok::<_, std::io::Error>(None);
        }
        piece.truncate(read);
        let done = done + read as u64;
        let _ = tell.send(done);
        Ok(Some((piece, (file, done, tell))))
    });
    Ok((reqwest::Body::wrap_stream(pieces), length, told))
}
