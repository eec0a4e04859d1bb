package io.backflow.cli.doctor;

import io.backflow.cli.doctor.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks one question after another and collects what was found. */
public final class Examination {

    private final Consumer<Finding> found;
    private final List<Finding> findings = new ArrayList<>();

    /** @param found takes each finding as soon as it is there */
    public Examination(Consumer<Finding> found) {
        this.found = found;
    }

    /** A question about the machine or its surroundings. */
    @FunctionalInterface
    public interface Question {
        /**
         * What is there, in a few words.
         *
         * @param notices takes a sentence for what is odd but no obstacle
         * @throws Exception whose message is a sentence with the remedy, where there is an obstacle
         */
        String answer(Consumer<String> notices) throws Exception;
    }

    /**
     * Asks {@code question} about {@code check}.
     *
     * @return whether there is no problem
     */
    public boolean ask(String check, Question question) {
        List<String> notices = new ArrayList<>();
        try {
            String answer = question.answer(notices::add);
            if (notices.isEmpty()) {
                add(new Finding(check, Verdict.OK, answer));
            }
            notices.forEach(notice -> add(new Finding(check, Verdict.WARNING, notice)));
            return true;
        } catch (Exception e) {
            notices.forEach(notice -> add(new Finding(check, Verdict.WARNING, notice)));
            add(new Finding(check, Verdict.PROBLEM, sentence(e)));
            return false;
        }
    }

    private void add(Finding finding) {
        findings.add(finding);
        found.accept(finding);
    }

    private static String sentence(Exception problem) {
        return problem.getMessage() == null ? problem.toString() : problem.getMessage();
    }

    /** All that was found, in order. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How many findings have this verdict. */
    public long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
}
