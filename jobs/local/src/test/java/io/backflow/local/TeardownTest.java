package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void closesTheLastOpenedFirst() {
        try (Teardown teardown = new Teardown()) {
            teardown.add(() -> closed.add("broker"));
            teardown.add(() -> closed.add("job"));
        }
        assertThat(closed).containsExactly("job", "broker");
    }

    @Test
    void closesTheRestWhereOneFailsToClose() {
        Teardown teardown = new Teardown();
        teardown.add(() -> closed.add("broker"));
        teardown.add(() -> {
            throw new IllegalStateException("stuck");
        });

        teardown.close();

        assertThat(closed).containsExactly("broker");
    }

    @Test
    void closesNothingTwice() {
        Teardown teardown = new Teardown();
        teardown.add(() -> closed.add("broker"));

        teardown.close();
        teardown.close();

        assertThat(closed).containsExactly("broker");
    }
}
