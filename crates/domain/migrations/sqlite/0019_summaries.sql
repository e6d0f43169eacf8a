-- Registrations whose results may have changed, in the order in which that was noted.
CREATE TABLE stale_results (
  id INTEGER PRIMARY KEY,
  registration_id TEXT NOT NULL
);

CREATE TRIGGER registrations_new AFTER INSERT ON registrations BEGIN
  INSERT INTO stale_results (registration_id) VALUES (NEW.id);
END;
CREATE TRIGGER registrations_changed AFTER UPDATE OF invitation_id, course_id, learner_id, completion, success, score,
  total_time, created_at, first_launched_at, last_activity_at, completed_at, split_from ON registrations BEGIN
  INSERT INTO stale_results (registration_id) VALUES (NEW.id);
END;
CREATE TRIGGER registrations_gone AFTER DELETE ON registrations BEGIN
  INSERT INTO stale_results (registration_id) VALUES (OLD.id);
END;

CREATE TRIGGER recipients_new AFTER INSERT ON recipients BEGIN
  INSERT INTO stale_results (registration_id) VALUES (NEW.registration_id);
END;
CREATE TRIGGER recipients_changed AFTER UPDATE OF registration_id, opened_at, deleted_at ON recipients BEGIN
  INSERT INTO stale_results (registration_id) VALUES (OLD.registration_id), (NEW.registration_id);
END;
CREATE TRIGGER recipients_gone AFTER DELETE ON recipients BEGIN
  INSERT INTO stale_results (registration_id) VALUES (OLD.registration_id);
END;

CREATE TRIGGER flags_new AFTER INSERT ON flags BEGIN
  INSERT INTO stale_results (registration_id) VALUES (NEW.registration_id);
END;
CREATE TRIGGER flags_changed AFTER UPDATE OF registration_id, dismissed_at ON flags BEGIN
  INSERT INTO stale_results (registration_id) VALUES (OLD.registration_id), (NEW.registration_id);
END;
CREATE TRIGGER flags_gone AFTER DELETE ON flags BEGIN
  INSERT INTO stale_results (registration_id) VALUES (OLD.registration_id);
END;

CREATE TRIGGER invitations_changed AFTER UPDATE OF owner_id, kind, deleted_at ON invitations BEGIN
  INSERT INTO stale_results (registration_id) SELECT r.id FROM registrations r WHERE r.invitation_id = NEW.id;
END;
CREATE TRIGGER learners_changed AFTER UPDATE OF name, email ON learners BEGIN
  INSERT INTO stale_results (registration_id) SELECT r.id FROM registrations r WHERE r.learner_id = NEW.id;
END;

INSERT INTO stale_results (registration_id) SELECT id FROM registrations;
