package io.backflow.lab.experiment.ptb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PtbTextTest {

    @TempDir
    private Path folder;

    @Test
    void wordsAreNumberedByHowOftenTheyOccurAndLinesEndWithAWord() throws IOException {
        write(" b a b \n a b c \n", "c\n", "a a\n");
        PtbText text = PtbText.load(folder);

        assertThat(text.vocabulary()).isEqualTo(4);
        assertThat(text.train()).containsExactly(0, 2, 0, 1, 2, 0, 3, 1); // b, then <eos> before a
        assertThat(text.valid()).containsExactly(3, 1);
        assertThat(text.test()).containsExactly(2, 2, 1);
    }

    @Test
    void theBeginningOfTheTrainingPartKeepsAllWords() throws IOException {
        write("a b\n c\n", "c\n", "c\n");
        PtbText text = PtbText.load(folder);

        assertThat(text.first(2).train()).containsExactly(1, 2);
        assertThat(text.first(2).valid()).isEqualTo(text.valid());
        assertThat(text.first(2).vocabulary()).isEqualTo(4);
        assertThat(text.first(99).train()).isEqualTo(text.train());
    }

    /** A token more than are learnt is in each stream: the label of the last. */
    @Test
    void aPlanSaysHowManyTokensMakeSoManyMinibatches() {
        PtbPlan plan = new PtbPlan(2, 3, 5, 1, 1);
        int[] text = new int[(int) plan.tokens(4)];

        assertThat(new PtbStreams(text, 3, 5).windows()).isEqualTo(4);
        assertThat(new PtbStreams(Arrays.copyOf(text, text.length - 1), 3, 5).windows())
                .isEqualTo(3);
    }

    @Test
    void aWordThatTrainingDoesNotHaveIsNamed() throws IOException {
        write("a\n", "z\n", "a\n");
        assertThatThrownBy(() -> PtbText.load(folder))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("the word z");
    }

    private void write(String train, String valid, String test) throws IOException {
        Files.writeString(folder.resolve("ptb.train.txt"), train);
        Files.writeString(folder.resolve("ptb.valid.txt"), valid);
        Files.writeString(folder.resolve("ptb.test.txt"), test);
    }
}
