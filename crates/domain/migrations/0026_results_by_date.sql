-- Pictures over time are counted from these alone, without a look at the rows. The beginning of a span is looked up in
-- them, so that they hold also those to whom it has not happened.
DROP INDEX results_created;
DROP INDEX results_activity;
DROP INDEX results_launched;
DROP INDEX results_completed;
DROP INDEX results_course_created;
DROP INDEX results_course_activity;
DROP INDEX results_course_launched;
DROP INDEX results_course_completed;
CREATE INDEX results_created ON results (owner_id, created_at, registration_id, progress, public, flagged);
CREATE INDEX results_activity ON results (owner_id, activity_at, registration_id, progress, public, flagged);
CREATE INDEX results_launched ON results (owner_id, launched_at, progress, public, flagged);
CREATE INDEX results_completed ON results (owner_id, completed_at, progress, public, flagged);
CREATE INDEX results_course_created ON results (course_id, created_at, registration_id, progress, public, flagged, owner_id);
CREATE INDEX results_course_activity ON results (course_id, activity_at, registration_id, progress, public, flagged, owner_id);
CREATE INDEX results_course_launched ON results (course_id, launched_at, progress, public, flagged, owner_id);
CREATE INDEX results_course_completed ON results (course_id, completed_at, progress, public, flagged, owner_id);
CREATE INDEX results_invitation_launched ON results (invitation_id, launched_at);
CREATE INDEX results_invitation_completed ON results (invitation_id, completed_at);
