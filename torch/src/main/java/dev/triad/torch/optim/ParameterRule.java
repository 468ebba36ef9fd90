// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

/// How the optimiser treats one parameter.
///
/// @param learningRateScale factor on the schedule's learning rate (layer-wise decay)
/// @param decays whether weight decay applies
public record ParameterRule(double learningRateScale, boolean decays) {
    /// The full learning rate, with decay.
    public static final ParameterRule PLAIN = new ParameterRule(1, true);

    public ParameterRule {
        if (!(learningRateScale >= 0)) {
            throw new IllegalArgumentException("learning rate scale must not be negative, got " + learningRateScale);
        }
    }

    /// BERT's and ELECTRA's habit: layer norms and biases do not decay, everything else does.
    public static ParameterRule bert(String name) {
        boolean exempt = name.contains("LayerNorm") || name.contains("layer_norm") || name.contains("bias");
        return new ParameterRule(1, !exempt);
    }
}
