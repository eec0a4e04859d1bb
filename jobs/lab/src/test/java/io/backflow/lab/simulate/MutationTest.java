package io.backflow.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator notices within 100 seeds when a rule of the product is broken; the table is in docs/simulator.md. */
class MutationTest {

    private static final int WORKERS = 5;

    @TempDir
    private Path folder;

    /** A seed that failed, and the first thing that did not hold in it. */
    private record Finding(long seed, String violation) {

        String check() {
            return violation.substring(0, violation.indexOf(':'));
        }
    }

    @ParameterizedTest
    @EnumSource(RuleMutation.class)
    void aBrokenRuleIsNoticedWithinAHundredSeeds(RuleMutation mutation) throws Exception {
        Simulated simulated = Simulated.with(MutatedRules.compile(mutation, folder));

        Optional<Finding> finding = LongStream.rangeClosed(1, 100)
                .mapToObj(seed -> simulated.run(seed).stream().findFirst().map(first -> new Finding(seed, first)))
                .flatMap(Optional::stream)
                .findFirst();

        System.out.println(
                finding.map(found -> "| %s | %d | %s |".formatted(mutation.rule(), found.seed, found.check()))
                        .orElse(mutation + " is not noticed"));
        assertThat(finding).as(mutation.rule()).isPresent();
    }

    /** A {@link Simulation} of other class loaders. */
    private record Simulated(Object simulation) {

        static Simulated with(ClassLoader loader) throws ReflectiveOperationException {
            Class<?> type = loader.loadClass(Simulation.class.getName());
            return new Simulated(
                    type.getDeclaredConstructor(int.class, Set.class).newInstance(WORKERS, Set.of()));
        }

        @SuppressWarnings("unchecked")
        List<String> run(long seed) {
            Consumer<String> nobody = line -> {};
            try {
                Object verdict = simulation
                        .getClass()
                        .getMethod("run", long.class, Consumer.class)
                        .invoke(simulation, seed, nobody);
                return (List<String>) verdict.getClass().getMethod("violations").invoke(verdict);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
