// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What can be done to text before a model sees it.
@Command(
        name = "text",
        header = "Vocabularies, tokens and corpora.",
        description = "Composes text to try things out on, trains vocabularies, turns text into token ids and back, and"
                + " prepares corpora for pretraining.",
        footer = "triad text encode --vocab vocab.txt --input wiki.txt",
        subcommands = {
            ComposeCommand.class,
            VocabCommand.class,
            PrepareCommand.class,
            InspectCommand.class,
            EncodeCommand.class,
            DecodeCommand.class
        })
public final class TextCommand implements Runnable {
    @Spec
    CommandSpec spec;

    /// Without a sub-command: which there are.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
