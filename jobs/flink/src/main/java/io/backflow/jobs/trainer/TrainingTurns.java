package io.backflow.jobs.trainer;

import io.backflow.jobs.feedback.FeedbackConsumer;
import io.backflow.jobs.worker.SequenceWorker;
import io.backflow.jobs.worker.Turn;
import org.apache.flink.api.common.operators.MailboxExecutor;

/**
 * Advances a worker in the trainer's mailbox. An interruptible worker trains one minibatch at a time and leaves the
 * rest to later turns of the mailbox, between which input and barriers are taken: a checkpoint never waits for a whole
 * backlog. Used by the trainer's thread only.
 */
final class TrainingTurns {

    private final SequenceWorker worker;
    private final FeedbackConsumer feedback;
    private final MailboxExecutor mailbox;
    private final Runnable afterBatch;
    private final Runnable afterTurn;
    private boolean advancing;
    private boolean scheduled;

    /**
     * @param afterBatch called after each minibatch
     * @param afterTurn called after each turn that was left to the mailbox
     */
    TrainingTurns(
            SequenceWorker worker,
            FeedbackConsumer feedback,
            MailboxExecutor mailbox,
            Runnable afterBatch,
            Runnable afterTurn) {
        this.worker = worker;
        this.feedback = feedback;
        this.mailbox = mailbox;
        this.afterBatch = afterBatch;
        this.afterTurn = afterTurn;
    }

    /** Trains what is due, unless a later turn will. Waits where the worker may take no input before a snapshot. */
    void advance() throws InterruptedException {
        if (!scheduled) {
            advance(worker.interruptible());
        }
    }

    /** Trains all that is due. */
    void finish() throws InterruptedException {
        advance(false);
    }

    /** Leaves what is due to a later turn of the mailbox. */
    void later() {
        if (!scheduled) {
            scheduled = true;
            mailbox.execute(this::resume, "train what is due");
        }
    }

    private void resume() throws InterruptedException {
        scheduled = false;
        advance();
        afterTurn.run();
    }

    /** Parameters come in meanwhile, and timers, which leave the training to the call that waits already. */
    private void advance(boolean briefly) throws InterruptedException {
        if (advancing) {
            return;
        }
        advancing = true;
        Turn turn = train();
        while (turn == Turn.WAITING || turn == Turn.MORE && !briefly) {
            if (turn == Turn.WAITING) {
                feedback.await();
            } else {
                feedback.takeWaiting();
            }
            turn = train();
        }
        advancing = false;
        if (turn == Turn.MORE) {
            later();
        }
    }

    private Turn train() {
        Turn turn = worker.advance();
        afterBatch.run();
        return turn;
    }
}
