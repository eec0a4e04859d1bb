package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateLayoutsTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "cluster.md");

    /** How the page calls what has a layout. */
    private static final Map<String, String> NAMES = Map.of(
            "sequence", "| a sequence: its order, its open and waiting windows",
            "shard", "| a shard: parameters",
            "partition", "| each partition's next record");

    @Test
    void thePageNamesTheLayoutsOfThisBuild() throws Exception {
        List<String> lines = Files.readAllLines(PAGE);

        StateLayouts.now().forEach((state, layout) -> assertThat(lines)
                .filteredOn(line -> line.startsWith(NAMES.get(state)))
                .singleElement()
                .satisfies(line -> assertThat(line.split("\\|")[3].strip()).isEqualTo(layout.toString())));
    }
}
