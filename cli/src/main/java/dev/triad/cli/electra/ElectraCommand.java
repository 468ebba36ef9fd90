// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import picocli.CommandLine.Command;

/// Encoders that learn to read by spotting replaced words.
@Command(
        name = "electra",
        header = "Pretrains text encoders and puts them to work.",
        description = "Pretrains encoders by replaced token detection.",
        footer = "triad electra pretrain --data wiki-128 --preset small --out small-run",
        subcommands = {PretrainCommand.class})
public final class ElectraCommand {}
