package io.backflow.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.kernel.BlasKernel;
import org.junit.jupiter.api.Test;

class BackflowTest {

    @Test
    void tells_the_versions_it_was_built_with() {
        Invocation version = Invocation.of("--version");

        assertThat(version.exitCode()).isZero();
        assertThat(version.out())
                .containsPattern("backflow \\d+\\.\\d+")
                .containsPattern("Flink \\d+\\.\\d+")
                .containsPattern("Kafka \\d+\\.\\d+")
                .contains("OpenBLAS' kernel " + BlasKernel.name())
                .doesNotContain("${");
    }

    @Test
    void help_lists_the_commands_and_exit_codes() {
        Invocation help = Invocation.of("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: backflow", "Exit codes:", "wrong use or configuration");
    }

    @Test
    void a_command_that_does_not_exist_is_wrong_use_told_in_one_sentence() {
        Invocation typo = Invocation.of("trian");

        assertThat(typo.exitCode()).isEqualTo(2);
        assertThat(typo.err()).startsWith("backflow: ").contains("trian").hasLineCount(1);
    }

    @Test
    void without_a_command_it_shows_how_it_is_used() {
        Invocation bare = Invocation.of();

        assertThat(bare.exitCode()).isEqualTo(2);
        assertThat(bare.err()).contains("Usage: backflow").contains("name a command");
    }
}
