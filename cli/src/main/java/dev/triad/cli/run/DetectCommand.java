// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.DetectedToken;
import dev.triad.runtime.ReplacedTokenDetector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `triad run detect`.
@Command(
        name = "detect",
        header = "Shows which words of texts look replaced.",
        description = "Writes the tokens of each text with their places and the probability that something else stood"
                + " there, by ELECTRA's discriminator. Places count characters (code points).",
        footer = "triad run detect --model run/checkpoints/best/discriminator < texts.txt")
public final class DetectCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (var detector = ReplacedTokenDetector.open(run.model, run.options())) {
            run.answer(spec.commandLine().getOut(), items -> {
                var found = detector.detectAll(items.stream().map(Item::whole).toList());
                var answers = new ArrayList<Map<String, Object>>();
                for (int i = 0; i < items.size(); i++) {
                    String text = items.get(i).whole();
                    var json = new LinkedHashMap<String, Object>();
                    json.put("id", items.get(i).id());
                    json.put("text", text);
                    json.put(
                            "tokens",
                            found.get(i).stream()
                                    .map(token -> token(text, token))
                                    .toList());
                    answers.add(json);
                }
                return answers;
            });
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> token(String text, DetectedToken token) {
        var json = new LinkedHashMap<String, Object>();
        json.put("token", token.token());
        json.put("start", RunOptions.codePoints(text, token.start()));
        json.put("end", RunOptions.codePoints(text, token.end()));
        json.put("replaced", token.replaced());
        return json;
    }
}
