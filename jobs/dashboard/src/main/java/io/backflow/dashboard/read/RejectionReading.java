package io.backflow.dashboard.read;

import io.backflow.dashboard.view.Rejection;
import io.backflow.dashboard.view.RunView;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.deadletters.DeadLetter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** The topic {@code dead-letters}: the newest of what was rejected. Its keys and values are not shown. */
final class RejectionReading extends TopicReading {

    private static final long HISTORY = 50;
    private static final long MOST_BEHIND = 500;

    private final RunView view;

    RejectionReading(JobConfig config, RunView view) {
        super(config.kafka(), config.kafka().topics().deadLetters(), HISTORY);
        this.view = view;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void read() {
        List<DeadLetter> letters = StreamSupport.stream(tail().poll().spliterator(), false)
                .flatMap(record -> DeadLetter.of(record).stream())
                .sorted(Comparator.comparing(DeadLetter::written))
                .toList();
        letters.forEach(letter -> view.add(rejection(letter)));
        if (tail().behind() > MOST_BEHIND) {
            tail().seekBack(HISTORY);
        }
    }

    private static Rejection rejection(DeadLetter letter) {
        String origin =
                letter.topic().isEmpty() ? "" : letter.topic() + " " + letter.partition() + ":" + letter.offset();
        return new Rejection(
                letter.written().toEpochMilli(), letter.reason(), letter.message(), origin, letter.place());
    }
}
