package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratedStreamTest {

    @Test
    void everySequenceIsWholeAndTheCountsAreTrue() {
        GeneratedStream stream = new GeneratedStream(3, 1);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            steps.addAll(stream.next());
        }
        steps.addAll(stream.end());

        Map<String, List<Step>> sequences = steps.stream().collect(Collectors.groupingBy(Step::sequenceId));

        assertThat(sequences.size()).isGreaterThan(3);
        assertThat(stream.sent()).hasSameSizeAs(sequences);
        sequences.forEach((id, of) -> {
            assertThat(of).extracting(Step::step).isEqualTo(List.copyOf(numbers(of.size())));
            assertThat(of).filteredOn(Step::endOfSequence).containsExactly(of.get(of.size() - 1));
            assertThat(stream.sent()).containsEntry(id, (long) of.size());
        });
    }

    private static List<Long> numbers(int size) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            numbers.add(i);
        }
        return numbers;
    }
}
