package io.backflow.dashboard.read;

import io.backflow.dashboard.view.RunView;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.ProgressDecoder;
import io.backflow.jobs.kafka.ScoringProgressDecoder;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic {@code progress}: the reports of one run's jobs. */
final class ProgressReading extends TopicReading {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressReading.class);

    /** Some days of a report each second. */
    private static final long HISTORY = 200_000;

    private static final int POLLS = 100;

    private final String run;
    private final String scoring;
    private final RunView view;
    private final ProgressDecoder decoder = new ProgressDecoder();
    private final ScoringProgressDecoder scoringDecoder = new ScoringProgressDecoder();
    private long newest = Long.MIN_VALUE;

    /** Whether what is read now was written before the reading began: its age is what the clocks say. */
    private boolean history = true;

    ProgressReading(JobConfig config, RunView view) {
        super(config.kafka(), config.kafka().topics().progress(), HISTORY);
        run = config.job().run();
        scoring = ScoringProgressDecoder.key(run, "");
        this.view = view;
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(250);
    }

    @Override
    public void read() {
        ConsumerRecords<byte[], byte[]> records = tail().poll();
        boolean some = !records.isEmpty();
        for (int poll = 0; poll < POLLS && !records.isEmpty(); poll++) {
            records.forEach(this::take);
            records = tail().poll();
        }
        history = history && !(some && records.isEmpty());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (key.equals(run)) {
                take(decoder.decode(record.value()));
            } else if (key.startsWith(scoring)) {
                view.add(key.substring(scoring.length()), scoringDecoder.decode(record.value()));
            }
        } catch (WireException e) {
            LOG.warn(
                    "a record of topic {} at {}:{} is skipped", record.topic(), record.partition(), record.offset(), e);
        }
    }

    /** What was read before is not read again where the topic had to be opened anew. */
    private void take(ProgressReport report) {
        if (report.time() >= newest) {
            newest = report.time();
            view.add(report, history ? Math.max(0, System.currentTimeMillis() - report.time()) : 0);
        }
    }
}
