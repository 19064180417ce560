//! Many contracts dropped at once, through the worker processes.

use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use serde_json::{Value, json};

use crate::{Result, cpu::rounded};

const FILES: usize = 200;
const ROUNDS: usize = 3;

/// Reads that many copies of a file by the pool; `alone_ms` is what one takes on one thread.
pub(crate) fn measure(file: &Path, folder: &Path, alone_ms: f64) -> Result<Value> {
    let program = worker_program()?;
    let copies = copies(file, folder)?;
    let cores = thread::available_parallelism()?.get();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let mut best = f64::INFINITY;
    runtime.block_on(async {
        let pool = worker::Pool::new(program, cores, worker::Limits::default());
        // Started workers are what a person has who drops files on an open window.
        read_all(&pool, copies.get(..cores).unwrap_or_default()).await?;
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            read_all(&pool, &copies).await?;
            best = best.min(begun.elapsed().as_secs_f64() * 1e3);
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    })?;
    let each = best * cores as f64 / FILES as f64;
    Ok(json!({
        "files": FILES,
        "cores": cores,
        "wall_ms": rounded(best),
        "wall_ms_per_file_and_core": rounded(each),
        "one_thread_ms_per_file": rounded(alone_ms),
        "ratio": rounded(each / alone_ms),
    }))
}

async fn read_all(pool: &worker::Pool, files: &[PathBuf]) -> Result<()> {
    let mut running = tokio::task::JoinSet::new();
    for file in files {
        let (pool, file) = (pool.clone(), file.clone());
        running.spawn(async move { pool.read(&file, None).await.map(|read| read.tags.len()) });
    }
    while let Some(done) = running.join_next().await {
        if done?? == 0 {
            return Err("a contract was read without its tags".into());
        }
    }
    Ok(())
}

/// The worker's program, beside the bench's own.
fn worker_program() -> Result<PathBuf> {
    let program = env::current_exe()?.with_file_name("paraph-worker");
    if program.exists() {
        Ok(program)
    } else {
        Err("paraph-worker is not built".into())
    }
}

fn copies(file: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let folder = folder.join("dropped");
    fs::create_dir_all(&folder)?;
    let copy = |number: usize| -> Result<PathBuf> {
        let copy = folder.join(format!("contract-{number}.pdf"));
        fs::copy(file, &copy)?;
        Ok(copy)
    };
    (0..FILES).map(copy).collect()
}
