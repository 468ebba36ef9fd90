// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.TokenTagger;
import dev.triad.runtime.app.Tagging;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `triad run tag`.
@Command(
        name = "tag",
        header = "Gives each word of texts a tag.",
        description = "Writes the words of each text (what stands between white space, or \"words\" of JSON lines) with"
                + " their tags and places, and the spans that the tags mark. Places count characters (code points).",
        footer = {
            "triad run tag --model names.safetensors \"Anna lives in Paris .\"",
            "triad run tag --model names.safetensors --input news.txt",
            "triad run tag --model names/model --json < sentences.jsonl"
        })
public final class TagCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        run.answer(spec.commandLine().getOut(), new Tagging(TokenTagger.open(run.model, run.options())));
        return ExitCode.OK;
    }
}
