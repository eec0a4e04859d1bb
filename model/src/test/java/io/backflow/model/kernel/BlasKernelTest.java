package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what OpenBLAS itself says when it loads, in a process of its own, for it chooses once. */
final class BlasKernelTest {

    private static final Pattern CHOSEN = Pattern.compile("Core: (\\S+)");
    private static final Pattern NAMED = Pattern.compile("name: (\\S+)");

    /** Whatever of them the processor here can run, and a name that OpenBLAS does not know and ignores. */
    @ParameterizedTest
    @ValueSource(strings = {"Prescott", "Sandybridge", "Haswell", "Zen", "SkylakeX", "armv8", "neoversen1", "Nonsense"})
    void theNameIsThatOfTheKernelWhichOpenblasChose(String wanted) throws Exception {
        String output = load(wanted);

        assertThat(first(NAMED, output)).as(output).isEqualTo(first(CHOSEN, output));
    }

    @Test
    void aProcessWithoutTheVariableHasAKernelToo() throws Exception {
        String output = load(null);

        assertThat(first(NAMED, output)).as(output).isEqualTo(first(CHOSEN, output));
    }

    private static String load(@Nullable String wanted) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Named.class.getName());
        builder.environment().remove(BlasKernel.VARIABLE);
        if (wanted != null) {
            builder.environment().put(BlasKernel.VARIABLE, wanted);
        }
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
        private Named() {}

        public static void main(String[] arguments) {
            System.out.println("name: " + BlasKernel.name());
        }
    }
}
