package io.backflow.model.io;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** Bytes that this thread takes from the heap. */
final class Allocation {

    private Allocation() {}

    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    static long of(Work work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
