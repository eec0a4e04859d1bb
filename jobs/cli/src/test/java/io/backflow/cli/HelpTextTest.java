package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Descriptions are format strings to picocli, which warns above the help where one is none. */
class HelpTextTest {

    @Test
    void everyDescriptionIsAFormat() {
        check(Backflow.commandLine());
    }

    private static void check(CommandLine command) {
        for (String line : command.getCommandSpec().usageMessage().description()) {
            assertThatCode(() -> String.format(line)).as(line).doesNotThrowAnyException();
        }
        command.getCommandSpec().options().forEach(option -> {
            for (String line : option.description()) {
                assertThatCode(() -> String.format(line)).as(line).doesNotThrowAnyException();
            }
        });
        command.getSubcommands().values().forEach(HelpTextTest::check);
    }
}
