// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import com.google.errorprone.annotations.MustBeClosed;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/// Owns every native object created while it is open on this thread, and frees them all when it closes:
///
/// ```java
/// try (var step = Scope.open()) {
///     var loss = model.forward(batch, pass);
///     loss.backward();
/// }
/// ```
///
/// Scopes nest. What must outlive a scope says so: [Tensor#keep()] makes the caller its owner, [#handOver(Tensor)]
/// hands a tensor to the enclosing scope. Operations outside any scope are refused, because what they allocate
/// would stay until the garbage collector happens to run.
public final class Scope implements AutoCloseable {
    private final PointerScope pointers;
    private final @Nullable PointerScope outer;
    private final Thread owner;

    private Scope(@Nullable PointerScope outer) {
        this.outer = outer;
        this.owner = Thread.currentThread();
        this.pointers = new PointerScope();
    }

    /// Opens a scope on the current platform thread.
    ///
    /// @throws TensorException on a virtual thread: libtorch keeps gradient mode, inference mode and autocast in
    ///     thread-locals of the carrier, where they would leak into whatever virtual thread runs there next
    @MustBeClosed
    public static Scope open() {
        if (Thread.currentThread().isVirtual()) {
            throw new TensorException("tensors cannot be used on virtual thread " + Thread.currentThread()
                    + ": libtorch keeps its modes in thread-locals of the carrier; use a platform thread");
        }
        Torch.load();
        return new Scope(PointerScope.getInnerScope());
    }

    /// Hands `tensor` to the enclosing scope, so that it outlives this one.
    public Tensor handOver(Tensor tensor) {
        if (outer == null)
            throw new TensorException("there is no enclosing scope to hand " + tensor + " to; use keep()");
        var handle = tensor.handle();
        outer.attach(handle);
        pointers.detach(handle);
        return tensor;
    }

    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw new TensorException("a scope opened on " + owner.getName() + " was closed on "
                    + Thread.currentThread().getName());
        }
        pointers.close();
    }

    /// Fails unless a scope is open on this thread.
    static void require(String operation) {
        if (PointerScope.getInnerScope() == null) {
            throw new TensorException(operation + " outside a scope: wrap it in try (var scope = Scope.open()) { … }");
        }
    }

    /// Native objects alive now, in scopes or kept. Tests compare it before and after.
    public static long liveObjects() {
        return org.bytedeco.javacpp.Pointer.totalCount();
    }
}
