"""Tables of background work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.db import Base, Id, Instant

# The two dialects spell the condition alike; SQLAlchemy wants it said once for each.
_UNTOUCHED = text("state = 'queued' AND started_at IS NULL AND dedupe_key IS NOT NULL")


class Job(Base):
    """One piece of work, from the moment it is wished for until it is forgotten.

    rank:        minus the priority, so that one ascending index gives the order of claiming.
    run_at:      not before this instant.
    attempt:     attempts begun that ended by themselves, or the one that is running.
    interruption_count: times that a runner died with this job in its hands.
    claim_id:    names one claim; what a runner writes counts only while its claim stands.
    lease_until: when others may take a running job away from a runner that no longer renews it.
    started_at:  the latest start; kept when the job is queued again.
    """

    __tablename__ = "job"
    __table_args__ = (
        # No index on (state, run_at): SQLite without statistics takes it for claims and then sorts the queue,
        # 71 ms of CPU a claim among 100,000 instead of 4.
        Index("ix_job_claim", "state", "lane", "rank", "run_at", "id"),
        Index("ix_job_list", "state", "id"),
        Index("ix_job_dedupe", "kind", "dedupe_key", "state"),
        Index(
            "uq_job_untouched",
            "kind",
            "dedupe_key",
            unique=True,
            sqlite_where=_UNTOUCHED,
            postgresql_where=_UNTOUCHED,
        ),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(100))
    lane: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    rank: Mapped[int]
    dedupe_key: Mapped[str | None] = mapped_column(String(200))
    library_id: Mapped[UUID | None] = mapped_column(Id)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    attempt: Mapped[int]
    max_attempts: Mapped[int]
    interruption_count: Mapped[int]
    is_cancel_requested: Mapped[bool]
    claim_id: Mapped[UUID | None] = mapped_column(Id)

    progress_done: Mapped[int] = mapped_column(BigInteger)
    progress_total: Mapped[int | None] = mapped_column(BigInteger)
    eta_s: Mapped[float | None]
    message_code: Mapped[str | None] = mapped_column(String(100))
    message_facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    error_code: Mapped[str | None] = mapped_column(String(100))
    error_message: Mapped[str | None] = mapped_column(Text)
    error_trace: Mapped[str | None] = mapped_column(Text)

    queued_at: Mapped[datetime] = mapped_column(Instant)
    run_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class JobSchedule(Base):
    """When a schedule of the code runs next; its rule is kept to notice that the code changed it."""

    __tablename__ = "job_schedule"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    rule: Mapped[str] = mapped_column(String(100))
    next_run_at: Mapped[datetime] = mapped_column(Instant)
    last_queued_at: Mapped[datetime | None] = mapped_column(Instant)
    last_job_id: Mapped[UUID | None] = mapped_column(Id)
