// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.electra.checkpoint.CheckpointNames.Part;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The mixin of commands that read checkpoints: TensorFlow's of ELECTRA hold two models.
final class PartOption {
    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "discriminator",
            converter = Name.class,
            description =
                    "Which half of a TensorFlow pretraining checkpoint: discriminator (the default) or generator.")
    Part part = Part.DISCRIMINATOR;

    static final class Name implements ITypeConverter<Part> {
        @Override
        public Part convert(String value) {
            for (var part : Part.values()) {
                if (part.name().toLowerCase(Locale.ROOT).equals(value)) return part;
            }
            throw new TypeConversionException("'" + value + "' is neither discriminator nor generator");
        }
    }
}
