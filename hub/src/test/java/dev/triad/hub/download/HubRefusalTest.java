// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static dev.triad.hub.download.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A hub that says no, and who is told the token.
final class HubRefusalTest {
    private static final String SECRET = "hf_abcDEF123";

    @TempDir
    Path cache;

    private final FakeHub hub = new FakeHub();

    @BeforeEach
    void fill() {
        hub.withEncoder(3_000);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private PulledModel pull(boolean withToken) throws Exception {
        var usual = hub.settings(cache);
        var token = withToken ? Optional.of(new AccessToken(SECRET, "HF_TOKEN")) : Optional.<AccessToken>empty();
        var settings = new HubSettings(usual.endpoint(), cache, token, false, usual.patience());
        assertThat(settings.toString()).doesNotContain(SECRET);
        return new ModelPull(settings, Progress.NONE).run(ModelName.parse(MODEL), FileChoice.USUAL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | RepoNotFound     | false | has no public model triad/tiny; check the name, or set HF_TOKEN if it is private.
            401 | ''               | false | has no public model triad/tiny; check the name, or set HF_TOKEN if it is private.
            401 | ''               | true  | does not accept the token in HF_TOKEN; make a new one at
            401 | GatedRepo        | false | triad/tiny is gated: accept its terms at
            403 | GatedRepo        | true  | triad/tiny is gated: accept its terms at
            403 | ''               | true  | the token in HF_TOKEN has no permission to read triad/tiny;
            403 | ''               | false | has no public model triad/tiny;
            404 | RepoNotFound     | false | has no public model triad/tiny;
            404 | RepoNotFound     | true  | has no model triad/tiny, or the token in HF_TOKEN may not see it.
            404 | RevisionNotFound | false | triad/tiny has no branch, tag or commit "main".
            403 | DisabledRepo     | false | has disabled triad/tiny.
            451 | ''               | false | answers 451 when asked for its list of files of triad/tiny (because � so).
            """)
    void aRefusalSaysWhatToDo(int status, String code, boolean withToken, String sentence) {
        // header values travel as Latin-1 and may be anything
        hub.twisted((asked, honest) -> Reply.of(status, "X-Error-Code", code, "X-Error-Message", "because \u0085 so"));
        assertThatThrownBy(() -> pull(withToken))
                .isExactlyInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains(sentence)
                        .endsWith(".")
                        .doesNotContain(SECRET));
        assertThat(hub.asked()).as("asking again would not help").hasSize(1);
    }

    @Test
    void aListedFileThatIsNotThereIsNamed() {
        hub.twisted((asked, honest) ->
                asked.path().endsWith("vocab.txt") ? Reply.of(404, "X-Error-Code", "EntryNotFound") : honest);
        assertThatThrownBy(() -> pull(false))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("triad/tiny has no file vocab.txt.");
    }

    @Test
    void theTokenGoesToTheHubAndToNobodyElse() throws Exception {
        pull(true);
        assertThat(hub.asked()).extracting(FakeHub.Asked::server).contains("hub", "store");
        assertThat(hub.asked())
                .allSatisfy(asked -> assertThat(asked.header("Authorization"))
                        .isEqualTo(asked.server().equals("hub") ? "Bearer " + SECRET : null));
    }

    @Test
    void theTokenDoesNotFollowARedirectionToTheSameHostUnderAnotherName() throws Exception {
        var port = hub.endpoint().getPort();
        hub.twisted((asked, honest) -> asked.path().startsWith("/api/")
                        && !asked.path().endsWith("again")
                ? Reply.of(307, "Location", "http://localhost:" + port + "/api/models/" + MODEL + "/revision/again")
                : honest);
        pull(true);
        assertThat(hub.asked().stream().filter(asked -> asked.path().endsWith("again")))
                .singleElement()
                .satisfies(asked -> assertThat(asked.header("Authorization")).isNull());
    }

    @Test
    void aTokenWithALineBreakIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> new AccessToken(SECRET + "\nX-Evil: 1", "HF_TOKEN"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HF_TOKEN")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(SECRET));
    }

    @Test
    void withoutATokenNobodyIsTold() throws Exception {
        pull(false);
        assertThat(hub.asked())
                .extracting(asked -> asked.header("Authorization"))
                .containsOnlyNulls();
        assertThat(List.copyOf(hub.asked()))
                .allSatisfy(asked -> assertThat(asked.header("Accept-Encoding")).isEqualTo("identity"));
    }
}
