package io.backflow.lab.experiment.ptb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A text in three parts, as tokens. Words are separated by blanks, and each line ends with a word of its own. The
 * words of the training part are numbered by how often they occur, the most frequent one first.
 *
 * @param train what is learnt
 * @param valid what each epoch is judged by
 * @param test what the run is judged by
 * @param vocabulary how many tokens there are
 */
public record PtbText(int[] train, int[] valid, int[] test, int vocabulary) {

    private static final String END_OF_LINE = "<eos>";

    /** The parts in {@code folder}: {@code ptb.train.txt}, {@code ptb.valid.txt} and {@code ptb.test.txt}. */
    public static PtbText load(Path folder) throws IOException {
        List<String> train = words(folder.resolve("ptb.train.txt"));
        Map<String, Integer> tokens = numbered(train);
        return new PtbText(
                tokens(train, tokens),
                tokens(words(folder.resolve("ptb.valid.txt")), tokens),
                tokens(words(folder.resolve("ptb.test.txt")), tokens),
                tokens.size());
    }

    /** With no more than the first {@code tokens} of the training part; the words stay. */
    public PtbText first(long tokens) {
        return new PtbText(Arrays.copyOf(train, (int) Math.min(tokens, train.length)), valid, test, vocabulary);
    }

    private static List<String> words(Path file) throws IOException {
        List<String> words = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).forEach(words::add);
            words.add(END_OF_LINE);
        }
        return words;
    }

    private static Map<String, Integer> numbered(List<String> words) {
        Map<String, Integer> counts = new HashMap<>();
        words.forEach(word -> counts.merge(word, 1, Integer::sum));
        Map<String, Integer> tokens = new HashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(word -> tokens.put(word.getKey(), tokens.size()));
        return tokens;
    }

    private static int[] tokens(List<String> words, Map<String, Integer> numbers) {
        return words.stream()
                .mapToInt(word -> {
                    Integer token = numbers.get(word);
                    if (token == null) {
                        throw new NoSuchElementException("the word " + word + " does not occur in the training part");
                    }
                    return token;
                })
                .toArray();
    }
}
