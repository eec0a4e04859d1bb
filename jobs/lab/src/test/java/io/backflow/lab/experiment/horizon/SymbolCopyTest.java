package io.backflow.lab.experiment.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SymbolCopyTest {

    private static final int BLANK = SymbolCopy.ALPHABET;
    private static final int MARK = SymbolCopy.ALPHABET + 1;

    private final SymbolCopy copy = new SymbolCopy(2, 3, 4, true, 5);

    @Test
    void theSymbolsAreToBeSaidAgainAfterTheMark() {
        for (int start : new int[] {0, 10}) {
            List<Integer> inputs =
                    IntStream.range(start, start + 10).mapToObj(this::input).toList();
            List<Integer> targets = IntStream.range(start, start + 10)
                    .mapToObj(step -> (int) copy.target(1, step))
                    .toList();

            assertThat(inputs.subList(0, 3)).allMatch(symbol -> symbol < BLANK);
            assertThat(inputs.subList(3, 10)).containsExactly(BLANK, BLANK, BLANK, MARK, BLANK, BLANK, BLANK);
            assertThat(targets.subList(0, 7)).containsOnly(BLANK);
            assertThat(targets.subList(7, 10)).isEqualTo(inputs.subList(0, 3));
        }
        assertThat(copy.endsAfter(9)).isTrue();
        assertThat(copy.endsAfter(8)).isFalse();
    }

    @Test
    void allSymbolsComeAboutEquallyOften() {
        int[] counts = new int[SymbolCopy.ALPHABET];
        SymbolCopy all = new SymbolCopy(32, 10, 10, false, 1);
        for (int sequence = 0; sequence < 32; sequence++) {
            for (int step = 20; step < 3000; step++) {
                if (all.target(sequence, step) < BLANK) {
                    counts[(int) all.target(sequence, step)]++;
                }
            }
        }
        int expected = IntStream.of(counts).sum() / counts.length;
        assertThat(IntStream.of(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween((int) (0.9 * expected), (int) (1.1 * expected)));
    }

    /** What is counted are symbols to be said again; blanks, which are most of the targets, are not. */
    @Test
    void onlySymbolsAreCounted() {
        Answers answers = new Answers(new CopyTask(3, 4));
        answers.scored(1, BLANK, BLANK);
        answers.scored(1, 2, 2);
        answers.scored(1, 2, BLANK);
        answers.scored(0, 2, 2);

        assertThat(answers.accuracy()).isEqualTo(0.5);
        assertThat(Answers.said(new float[] {9, 1, 3, 2, 9}, 1, 3)).isEqualTo(1);
    }

    private int input(int step) {
        List<Integer> set = new ArrayList<>();
        for (int column = 0; column < copy.width(); column++) {
            if (copy.input(1, step, column) == 1) {
                set.add(column);
            }
        }
        assertThat(set).hasSize(1);
        return set.get(0);
    }
}
