package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.kernel.BlasKernel;
import org.junit.jupiter.api.Test;

class BackflowTest {

    @Test
    void tellsTheVersionsItWasBuiltWith() {
        Invocation version = Invocation.of("--version");

        assertThat(version.exitCode()).isZero();
        assertThat(version.out())
                .containsPattern("backflow \\d+\\.\\d+")
                .containsPattern("Flink \\d+\\.\\d+")
                .containsPattern("Kafka \\d+\\.\\d+")
                .contains(BlasKernel.fullName())
                .doesNotContain("${");
    }

    @Test
    void helpListsTheCommandsAndExitCodes() {
        Invocation help = Invocation.of("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: backflow", "Exit codes:", "wrong use or configuration");
    }

    @Test
    void aCommandThatDoesNotExistIsWrongUseToldInOneSentence() {
        Invocation typo = Invocation.of("trian");

        assertThat(typo.exitCode()).isEqualTo(2);
        assertThat(typo.err()).startsWith("backflow: ").contains("trian").hasLineCount(1);
    }

    @Test
    void withoutACommandItShowsHowItIsUsed() {
        Invocation bare = Invocation.of();

        assertThat(bare.exitCode()).isEqualTo(2);
        assertThat(bare.err()).contains("Usage: backflow").contains("name a command");
    }
}
