package io.backflow.jobs;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Takes everything and keeps nothing; what is written passes, where it is {@code faulty}, {@link Faults}, in the task
 * of whoever writes.
 */
record FaultySink<T>(boolean faulty) implements Sink<T> {

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context context) {
                Faults.dawdle(subtask);
                if (faulty) {
                    Faults.pass();
                }
            }

            @Override
            public void flush(boolean endOfInput) {
                if (faulty && endOfInput) {
                    Faults.end();
                }
            }

            @Override
            public void close() {}
        };
    }
}
