DROP TRIGGER registrations_changed;
CREATE TRIGGER registrations_changed AFTER UPDATE OF invitation_id, course_id, learner_id, version_id, instance, completion,
  success, score, total_time, created_at, first_launched_at, last_activity_at, completed_at, split_from ON registrations BEGIN
  INSERT INTO stale_results (registration_id) VALUES (NEW.id);
END;
