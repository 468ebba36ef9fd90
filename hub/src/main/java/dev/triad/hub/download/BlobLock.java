// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Held by whoever writes a blob, so that a second download of it waits and then finds it there. It holds
/// between processes by the operating system's lock on a file and between threads by a semaphore, for that lock
/// does not distinguish threads. The file stays: removing it would let a third download lock a file nobody else
/// sees.
///
/// Hugging Face's Python client locks the same file by `flock(2)`, which Linux keeps apart from the record
/// locks that Java has; against it only the checksum protects.
final class BlobLock implements AutoCloseable {
    private static final ConcurrentHashMap<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

    private final Semaphore threads;
    private final FileChannel channel;
    private final FileLock lock;

    private BlobLock(Semaphore threads, FileChannel channel, FileLock lock) {
        this.threads = threads;
        this.channel = channel;
        this.lock = lock;
    }

    /// Waits for the lock.
    ///
    /// @param busy runs once before a wait
    static BlobLock acquire(Path file, Runnable busy) throws IOException, InterruptedException {
        var threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), _ -> new Semaphore(1));
        boolean free = threads.tryAcquire();
        if (!free) {
            busy.run();
            threads.acquire();
        }
        try {
            return lock(file, threads, free ? busy : () -> {});
        } catch (IOException | RuntimeException e) {
            threads.release();
            throw e;
        }
    }

    private static BlobLock lock(Path file, Semaphore threads, Runnable busy) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock == null) {
                busy.run();
                lock = channel.lock();
            }
            return new BlobLock(threads, channel, lock);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            lock.release();
        } finally {
            threads.release();
        }
    }
}
