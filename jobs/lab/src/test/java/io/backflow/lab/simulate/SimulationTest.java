package io.backflow.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {

    @ParameterizedTest
    @CsvSource({"1, 20", "2, 40", "7, 60", "100, 4"})
    void whateverTheSeedDecidesAllHolds(int workers, long seeds) throws Exception {
        List<String> violations = new ArrayList<>();

        new Campaign(new Simulation(workers, Set.of()), 2).run(1, seeds, verdict -> verdict.violations()
                .forEach(violation -> violations.add(verdict.scenario() + "\n" + violation)));

        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void aProtectionThatIsTakenOutIsMissedSoon(Mutation protection) {
        Simulation simulation = new Simulation(5, Set.of(protection));
        int seeds = protection == Mutation.MARKS_OF_SILENCE ? 200 : 100; // few seeds have partitions that fall silent

        boolean missed = LongStream.rangeClosed(1, seeds)
                .anyMatch(seed -> !simulation.run(seed, line -> {}).violations().isEmpty());

        assertThat(missed).isTrue();
    }

    @Test
    void aSeedAlwaysGivesTheSameRun() {
        assertThat(trace(4)).isEqualTo(trace(4)).hasSizeGreaterThan(3).isNotEqualTo(trace(5));
    }

    private static List<String> trace(long seed) {
        List<String> lines = new ArrayList<>();
        new Simulation(5, Set.of()).run(seed, lines::add);
        return lines;
    }
}
