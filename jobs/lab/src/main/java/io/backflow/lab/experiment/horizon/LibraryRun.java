package io.backflow.lab.experiment.horizon;

/** A task learnt by the library alone. */
final class LibraryRun {

    private final MemoryTask task;
    private final Contender contender;
    private final long seed;

    /** @param seed decides what is drawn, and fresh parameters */
    LibraryRun(MemoryTask task, Contender contender, long seed) {
        this.task = task;
        this.contender = contender;
        this.seed = seed;
    }

    HorizonRow run() {
        HorizonVariant variant = contender.variant();
        Series series = task.series(contender.ends(), seed);
        int time = Math.max(variant.every(), variant.back());
        Answers answers = new Answers(task);
        long start = System.nanoTime();
        int step = 0;
        try (TrainableNetwork network = new TrainableNetwork(
                        task.spec(contender.layer()), time, series.sequences(), contender.rule(), seed);
                Learner learner = Learner.of(variant, network, series, task.length())) {
            while (network.updates() < contender.updates()) {
                boolean scored = network.updates() >= contender.unscored();
                learner.learn(step, step + variant.every(), scored ? answers : (weight, target, output) -> {});
                step += variant.every();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return contender.row(task, Through.LIBRARY, seed, new HorizonRow.Outcome(answers.accuracy(), step, seconds));
    }
}
