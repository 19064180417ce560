-- Sessions that ended here only and may still be signed at their service are looked at by themselves.

CREATE INDEX session_ended_here ON session (again) WHERE state = 'cancelled' AND again IS NOT NULL;
