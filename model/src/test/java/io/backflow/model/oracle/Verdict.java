package io.backflow.model.oracle;

/** What became of one file. */
record Verdict(Outcome outcome, String file, String caseName, String detail) {

    enum Outcome {
        PASS,
        SKIP,
        FAIL
    }

    /** The one line that is printed. */
    String line() {
        String separator = outcome == Outcome.PASS ? " " : ": ";
        return outcome + " " + file + " (" + caseName + ")" + separator + detail;
    }
}
