// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import java.util.Map;

/// What stands between a master weight and the layers that use it. It belongs to the parameter, so a table used
/// in three places is transformed in one way, and no layer knows it is there: quantisation noise, fake
/// quantisation and product-coded weights are all installed here.
///
/// The master weight is never written; gradients pass straight through by computing `w + (f(w) − w).detach()`.
public interface WeightTransform {
    /// The weight as it is.
    WeightTransform IDENTITY = (parameter, weight, pass) -> weight;

    /// The effective weight, in the shape of `weight`.
    ///
    /// @param parameter whose weight it is: its name keys random draws, its output axis orients blocks
    /// @param weight the master weight
    /// @param pass the pass under way; transforms that draw do so from its key
    Tensor apply(Parameter parameter, Tensor weight, Pass pass);

    /// The effective rows for `ids` of any shape: [ids…, width]. Large tables override this, so that a lookup never
    /// transforms the whole table.
    default Tensor gather(Parameter parameter, Tensor weight, Tensor ids, Pass pass) {
        return Functional.embedding(apply(parameter, weight, pass), ids);
    }

    /// Tensors this transform trains in place of the master weight (a codebook), by name.
    default Map<String, Tensor> leaves() {
        return Map.of();
    }

    /// Whether the master weight is not trained while this transform is installed, because its [#leaves] are, or
    /// those of another parameter that it shares.
    default boolean replacesMaster() {
        return !leaves().isEmpty();
    }

    /// Whether evaluation passes see the master weight as it is, so that it alone is what a model's file holds.
    default boolean isPlainInEvaluation() {
        return equals(IDENTITY);
    }

    /// What a resumed run needs of this transform, by name: refreshed scales, codebooks, codes.
    default Map<String, Tensor> state() {
        return Map.of();
    }

    /// Takes over what [#state] gave; nothing where the run was saved before there was any.
    ///
    /// @throws IllegalArgumentException when it is incomplete or has other shapes
    default void load(Map<String, Tensor> state) {}
}
