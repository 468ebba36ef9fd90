// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The bytes of an answer, pulled one delivery at a time with a limit on silence: a plain stream would wait for
/// ever on a server that stopped sending.
final class Body implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final Duration silence;

    private sealed interface Delivery {
        record Bytes(List<ByteBuffer> buffers) implements Delivery {}

        record End() implements Delivery {}

        record Broken(Throwable cause) implements Delivery {}
    }

    Body(Flow.Publisher<List<ByteBuffer>> source, Duration silence) {
        this.silence = silence;
        source.subscribe(this);
    }

    /// The next bytes; empty at the end.
    ///
    /// @throws PassingFailure if the connection broke or fell silent
    Optional<List<ByteBuffer>> next() throws PassingFailure, InterruptedException {
        var delivery = deliveries.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        return switch (delivery) {
            case null -> throw PassingFailure.broken("the server sent nothing for " + silence.toSeconds() + " s", null);
            case Delivery.Bytes bytes -> {
                request();
                yield Optional.of(bytes.buffers());
            }
            case Delivery.End end -> {
                deliveries.add(end); // asked again, it is still the end
                yield Optional.empty();
            }
            case Delivery.Broken broken ->
                throw PassingFailure.broken(
                        "the connection broke (" + HubConnection.reason(broken.cause()) + ")", broken.cause());
        };
    }

    private void request() {
        var source = subscription.get();
        if (source != null) {
            source.request(1);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription.set(source);
        source.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        deliveries.add(new Delivery.Bytes(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        deliveries.add(new Delivery.Broken(failure));
    }

    @Override
    public void onComplete() {
        deliveries.add(new Delivery.End());
    }

    /// Drops the connection if bytes are still to come.
    @Override
    public void close() {
        var source = subscription.get();
        if (source != null) {
            source.cancel();
        }
    }
}
