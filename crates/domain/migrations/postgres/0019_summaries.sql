-- Registrations whose results may have changed. Rows are only added, so that nobody waits here for anybody.
CREATE TABLE stale_results (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  registration_id TEXT NOT NULL
);

CREATE FUNCTION note_registrations() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_results (registration_id) SELECT n.id FROM noted n;
  RETURN NULL;
END $$;
CREATE FUNCTION note_registration() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_results (registration_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION note_holders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_results (registration_id) SELECT n.registration_id FROM noted n;
  RETURN NULL;
END $$;
CREATE FUNCTION note_holder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_results (registration_id) VALUES (OLD.registration_id), (NEW.registration_id);
  RETURN NULL;
END $$;
CREATE FUNCTION note_invitation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_results (registration_id) SELECT r.id FROM registrations r WHERE r.invitation_id = NEW.id;
  RETURN NULL;
END $$;
CREATE FUNCTION note_learner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO stale_results (registration_id) SELECT r.id FROM registrations r WHERE r.learner_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER registrations_new AFTER INSERT ON registrations
  REFERENCING NEW TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION note_registrations();
CREATE TRIGGER registrations_changed AFTER UPDATE OF invitation_id, course_id, learner_id, completion, success, score,
  total_time, created_at, first_launched_at, last_activity_at, completed_at, split_from ON registrations
  FOR EACH ROW EXECUTE FUNCTION note_registration();
CREATE TRIGGER registrations_gone AFTER DELETE ON registrations
  REFERENCING OLD TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION note_registrations();

CREATE TRIGGER recipients_new AFTER INSERT ON recipients
  REFERENCING NEW TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION note_holders();
CREATE TRIGGER recipients_changed AFTER UPDATE OF registration_id, opened_at, deleted_at ON recipients
  FOR EACH ROW EXECUTE FUNCTION note_holder();
CREATE TRIGGER recipients_gone AFTER DELETE ON recipients
  REFERENCING OLD TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION note_holders();

CREATE TRIGGER flags_new AFTER INSERT ON flags
  REFERENCING NEW TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION note_holders();
CREATE TRIGGER flags_changed AFTER UPDATE OF registration_id, dismissed_at ON flags
  FOR EACH ROW EXECUTE FUNCTION note_holder();
CREATE TRIGGER flags_gone AFTER DELETE ON flags
  REFERENCING OLD TABLE AS noted FOR EACH STATEMENT EXECUTE FUNCTION note_holders();

CREATE TRIGGER invitations_changed AFTER UPDATE OF owner_id, kind, deleted_at ON invitations
  FOR EACH ROW EXECUTE FUNCTION note_invitation();
CREATE TRIGGER learners_changed AFTER UPDATE OF name, email ON learners
  FOR EACH ROW EXECUTE FUNCTION note_learner();

INSERT INTO stale_results (registration_id) SELECT id FROM registrations;
