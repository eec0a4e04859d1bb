package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every thread that the project starts is known, with the test that shows what becomes of its failure. Without such a
 * rule an error ends a thread in silence, and others wait for ever.
 */
class ThreadsTest {

    private static final Pattern STARTS = Pattern.compile("\\bnew Thread\\(|\\bextends Thread\\b|\\bThread\\.of"
            + "|\\bThread\\.startVirtual|\\bExecutors\\.|\\bnew ThreadPoolExecutor|\\bForkJoinPool\\b"
            + "|\\b(run|supply)Async\\(|\\bnew Timer\\(\\)|\\.parallel\\(\\)|\\.parallelStream\\(");

    /** Each class, and who receives what its thread throws. */
    private static final Map<String, String> KNOWN = Map.of(
            "PageServer", "nobody: the viewer sees the end of the answer, and others are served: PageServerTest",
            "Readings", "the viewers, as a sentence on the page: ReadingsTest",
            "TopicModelFeed", "the gate: TopicModelFeedIT",
            "TopicControlFeed", "the operator control: TopicControlFeedIT",
            "TopicSubscription", "the worker: ParameterFollowerIT",
            "ModelSubscription", "the caller, from await and failure: ServedModelIT",
            "StreamWriter", "chaos, which asks how much was sent: StreamWriterTest",
            "Campaign", "the caller, from the future of each seed",
            "LatencyBench", "the caller, from the future of what sends the steps",
            "Teardown", "nobody: the process ends, and the rest is closed all the same");

    @Test
    void aClassThatStartsAThreadIsKnown() {
        TreeSet<String> found = new TreeSet<>();
        for (Path source : Documents.mainSources()) {
            if (source.toString().endsWith(".java")
                    && STARTS.matcher(Documents.read(source)).find()) {
                found.add(source.getFileName().toString().replace(".java", ""));
            }
        }

        assertThat(found)
                .as("classes that start threads: show in a test who receives a failure, then add them")
                .containsExactlyInAnyOrderElementsOf(KNOWN.keySet());
    }
}
