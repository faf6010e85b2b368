-- Which password of an account this is: a session refuses a sign-in by an earlier one (docs/decisions/0031).
ALTER TABLE account ADD COLUMN password_version INTEGER NOT NULL DEFAULT 1;

-- Events are deleted after 90 days, whoever they are about.
CREATE INDEX audit_event_by_time ON audit_event (at);
