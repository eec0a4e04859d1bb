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
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry(
                    "PageServer",
                    "nobody: the viewer sees the end of the answer, and others are served: PageServerTest"),
            Map.entry("Readings", "the viewers, as a sentence on the page: ReadingsTest"),
            Map.entry("TopicModelFeed", "the gate: TopicModelFeedIT"),
            Map.entry("TopicControlFeed", "the operator control: TopicControlFeedIT"),
            Map.entry("TopicSubscription", "the worker: ParameterFollowerIT"),
            Map.entry("ModelSubscription", "the caller, from await and failure: ServedModelIT"),
            Map.entry("StreamWriter", "chaos, which asks how much was sent: StreamWriterTest"),
            Map.entry("Campaign", "the caller, from the future of each seed"),
            Map.entry("LatencyBench", "the caller, from the future of what sends the steps"),
            Map.entry("Teardown", "nobody: the process ends, and the rest is closed all the same"),
            Map.entry("KernelAlone", "the caller, from the future of each thread"),
            Map.entry("ConsumerPlusLibtorch", "the benchmark: its process ends at once"));

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
