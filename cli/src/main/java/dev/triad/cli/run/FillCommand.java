// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.FilledMask;
import dev.triad.runtime.MaskedTokenFiller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad run fill`.
@Command(
        name = "fill",
        header = "Says what may stand at masks in texts.",
        description = "Writes the likeliest tokens for each mask of each text ([MASK], or <mask> for RoBERTa), by a"
                + " masked language model. Places count characters (code points).",
        footer = "triad run fill --model mlm --candidates 3 < texts.txt")
public final class FillCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Option(
            names = "--candidates",
            paramLabel = "N",
            defaultValue = "5",
            description = "Tokens for each mask; default ${DEFAULT-VALUE}.")
    int candidates;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (var filler = MaskedTokenFiller.open(run.model, run.options())) {
            run.answer(spec.commandLine().getOut(), items -> {
                for (var item : items) {
                    if (!item.whole().contains(filler.maskToken())) {
                        throw new IOException(item.place() + ": has no " + filler.maskToken() + " to fill");
                    }
                }
                var found = filler.fillAll(items.stream().map(Item::whole).toList(), candidates);
                var answers = new ArrayList<Map<String, Object>>();
                for (int i = 0; i < items.size(); i++) {
                    String text = items.get(i).whole();
                    var json = new LinkedHashMap<String, Object>();
                    json.put("id", items.get(i).id());
                    json.put("text", text);
                    json.put(
                            "masks",
                            found.get(i).stream().map(mask -> mask(text, mask)).toList());
                    answers.add(json);
                }
                return answers;
            });
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> mask(String text, FilledMask mask) {
        var candidates = new ArrayList<Object>();
        for (var candidate : mask.candidates()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("token", candidate.token());
            json.put("text", candidate.text());
            json.put("probability", candidate.probability());
            candidates.add(json);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("start", RunOptions.codePoints(text, mask.start()));
        json.put("end", RunOptions.codePoints(text, mask.end()));
        json.put("candidates", candidates);
        return json;
    }
}
