DROP TRIGGER registrations_changed ON registrations;
CREATE TRIGGER registrations_changed AFTER UPDATE OF invitation_id, course_id, learner_id, version_id, instance, completion,
  success, score, total_time, created_at, first_launched_at, last_activity_at, completed_at, split_from ON registrations
  FOR EACH ROW EXECUTE FUNCTION note_registration();
