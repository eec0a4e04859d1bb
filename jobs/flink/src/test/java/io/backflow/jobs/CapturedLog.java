package io.backflow.jobs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** All that some loggers and those below them log in this JVM, from the start to the close of this. */
final class CapturedLog implements AutoCloseable {

    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final Lines lines = new Lines();
    private final List<String> loggers;

    private CapturedLog(Level level, List<String> loggers) {
        this.loggers = loggers;
        lines.start();
        for (String logger : loggers) {
            LoggerConfig capturing = new LoggerConfig(logger, level, false);
            capturing.addAppender(lines, level, null);
            context.getConfiguration().addLogger(logger, capturing);
        }
        context.updateLoggers();
    }

    /** @param loggers names of packages or classes */
    static CapturedLog of(Level level, String... loggers) {
        return new CapturedLog(level, List.of(loggers));
    }

    /** What was logged, stack traces included. */
    List<String> lines() {
        return lines.texts;
    }

    @Override
    public void close() {
        loggers.forEach(context.getConfiguration()::removeLogger);
        context.updateLoggers();
        lines.stop();
    }

    private static final class Lines extends AbstractAppender {

        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final PatternLayout layout =
                PatternLayout.newBuilder().withPattern("%p %c %m%n%throwable").build();

        Lines() {
            super("captured", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            texts.add(layout.toSerializable(event));
        }
    }
}
