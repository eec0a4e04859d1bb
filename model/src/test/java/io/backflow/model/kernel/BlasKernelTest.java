package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In processes of their own, since library and kernel are chosen once. */
final class BlasKernelTest {

    private static final Pattern CHOSEN = Pattern.compile("Core: (\\S+)");
    private static final Pattern NAMED = Pattern.compile("name: (\\S+)");
    private static final Pattern PRODUCT = Pattern.compile("product: (.+)");

    /** JNA cannot call any library then. */
    private static final List<String> NO_NATIVE_CALLS = List.of("-Djna.nosys=true", "-Djna.nounpack=true");

    /** Whatever of them the processor here can run, and a name that OpenBLAS does not know and ignores. */
    @ParameterizedTest
    @ValueSource(strings = {"Prescott", "Sandybridge", "Haswell", "Zen", "SkylakeX", "armv8", "neoversen1", "Nonsense"})
    void theNameIsThatOfTheKernelWhichOpenblasChose(String wanted) throws Exception {
        String output = run(Map.of(BlasKernel.VARIABLE, wanted), List.of());

        assertThat(first(NAMED, output)).as(output).isEqualTo(first(CHOSEN, output));
        assertThat(output).contains("sentence: OpenBLAS' kernel " + first(CHOSEN, output));
    }

    @Test
    void aProcessWithoutTheVariableHasAKernelToo() throws Exception {
        String output = run(Map.of(BlasKernel.LIBRARY, "openblas"), List.of());

        assertThat(first(NAMED, output)).as(output).isEqualTo(first(CHOSEN, output));
    }

    @Test
    void aLibraryThatIsUnknownIsNamedWithThoseThatAreKnown() throws Exception {
        String output = run(Map.of(BlasKernel.LIBRARY, "mkl"), List.of());

        assertThat(output).contains("BACKFLOW_BLAS is \"mkl\"", "openblas or blis");
    }

    @Test
    void blisThatCannotBeLoadedIsAnErrorWhereItIsAskedFor() throws Exception {
        String output = run(Map.of(BlasKernel.LIBRARY, "blis"), NO_NATIVE_CALLS);

        assertThat(output).contains("BACKFLOW_BLAS is \"blis\"", "libblis.so.4", "apt-get install libblis4-serial");
    }

    @Test
    void blisThatCannotBeLoadedLeavesOpenblasWhereItIsNotAskedFor() throws Exception {
        String output = run(Map.of(), NO_NATIVE_CALLS);

        assertThat(first(NAMED, output)).as(output).isEqualTo(first(CHOSEN, output));
    }

    /** Both products are right, and their last bits differ: they come from two libraries. */
    @Test
    void blisMultipliesInsteadOfOpenblas() throws Exception {
        String output = run(Map.of(BlasKernel.LIBRARY, "blis"), List.of());
        assumeThat(output).as("BLIS is installed").doesNotContain("cannot be loaded");
        String openblas = run(Map.of(BlasKernel.LIBRARY, "openblas"), List.of());

        assertThat(first(NAMED, output)).matches("BLIS-[0-9.]+.*-[a-z0-9_]+");
        assertThat(output).contains("sentence: " + first(NAMED, output));
        assertThat(first(PRODUCT, output)).isNotEqualTo(first(PRODUCT, openblas));
        assertThat(Double.parseDouble(first(PRODUCT, output)))
                .isCloseTo(Double.parseDouble(first(PRODUCT, openblas)), withinPercentage(1e-3));
    }

    private static String run(Map<String, String> environment, List<String> flags)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Named.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of(BlasKernel.VARIABLE, BlasKernel.LIBRARY));
        builder.environment().putAll(environment);
        builder.environment().put("OPENBLAS_VERBOSE", "2");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String first(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        assertThat(matcher.find()).as("%s in %s", pattern, output).isTrue();
        return matcher.group(1);
    }

    /** What the process runs. */
    static final class Named {
        private static final int SIZE = 160;

        private Named() {}

        public static void main(String[] arguments) {
            try {
                System.out.println("name: " + BlasKernel.name());
                System.out.println("sentence: " + BlasKernel.fullName());
                if (System.getenv(BlasKernel.LIBRARY) != null) {
                    // the library must not go with what opened it
                    System.gc();
                    System.out.println("product: " + product());
                }
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }

        /** Sum of the absolute elements of a product of random numbers, exact but for the product's own rounding. */
        private static double product() {
            Random random = new Random(1);
            float[] values = new float[2 * SIZE * SIZE];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            float[] product = new float[SIZE * SIZE];
            try (Floats memory = new Floats(3L * SIZE * SIZE)) {
                memory.put(0, values, 0, values.length);
                Products.multiply(
                        new Matrix(memory).at(0, SIZE, SIZE),
                        new Matrix(memory).at(SIZE * SIZE, SIZE, SIZE),
                        new Matrix(memory).at(2 * SIZE * SIZE, SIZE, SIZE),
                        false);
                memory.get(2 * SIZE * SIZE, product, 0, product.length);
            }
            double sum = 0;
            for (float value : product) {
                sum += Math.abs(value);
            }
            return sum;
        }
    }
}
