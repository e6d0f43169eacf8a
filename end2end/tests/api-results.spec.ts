import type { FrameLocator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { inPlayer, leave, play, savedAfter, setUpAccount } from '../support/journeys';
import { course } from '../support/packages';
import { someone } from '../support/people';
import { Cloud, call, importCourse, makeKey, useKey } from '../support/program';
import { receiver } from '../support/receiver';
import { Sample } from '../support/sample';

const WHOLE = { includeChildResults: true, includeInteractionsAndObjectives: true, includeRuntime: true };
const moment = expect.any(Date);
const timeTracked = expect.stringMatching(/^\d{4}:\d\d:\d\d\.\d\d$/);
const uuid = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);

/** Says values to the run-time, in turn, and sees that it takes each. */
async function say(sco: FrameLocator, values: readonly (readonly [string, string])[]) {
  const refused = await sco.locator('body').evaluate((_, given) => {
    const { sco } = window as unknown as { sco: { set: (element: string, value: string) => string; error: () => string } };
    return given.filter(([element, value]) => sco.set(element, value) !== 'true').map(([element]) => `${element}: ${sco.error()}`);
  }, values);
  expect(refused).toEqual([]);
}

const finish = (sco: FrameLocator) => sco.getByRole('button', { name: 'Finish', exact: true }).click();

/** Opens a launch link, and the player. */
async function launch(page: Page, link: string) {
  await page.goto(link);
  await page.waitForURL(/\/play\//);
  return inPlayer(page);
}

test('the sample in the README of the official client runs to its end', async ({ instructor, learner, beckon }) => {
  const key = await makeKey(instructor, 'README');
  const sample = Sample.run(beckon.url, key, course({ title: 'Advanced calls', standard: '2004 3rd' }));
  await expect(() => expect(sample.said).toMatch(/Launck Link: \S+/)).toPass();
  await say(await launch(learner, /Launck Link: (\S+)/.exec(sample.said)![1]!), [
    ['cmi.success_status', 'passed'],
    ['cmi.completion_status', 'completed'],
    ['cmi.score.scaled', '0.85'],
  ]);
  await leave(learner);
  sample.enter();
  expect(await sample.ended(), sample.said).toBe(0);
  expect(sample.said).toContain("registrationCompletion: 'COMPLETED'");
  expect(sample.said).toContain("registrationSuccess: 'PASSED'");
  expect(sample.said).toContain('Registration List:');
  useKey(beckon.url, key);
  await expect(call(new Cloud.CourseApi(), 'getCourse', 'JS_SAMPLE_COURSE', {})).rejects.toThrow('404');
  await expect(call(new Cloud.RegistrationApi(), 'getRegistration', 'JS_SAMPLE_COURSE_REGISTRATION')).rejects.toThrow('404');
});

test('a result tells every field that a course of SCORM 2004 reported, to whoever asks and to whom it is posted', async ({
  instructor,
  learner,
  beckon,
}) => {
  useKey(beckon.url, await makeKey(instructor, 'Results'));
  const bends = {
    identifier: 'bends',
    title: 'Bends',
    launchData: 'depth=3',
    more:
      '<adlcp:timeLimitAction>continue,no message</adlcp:timeLimitAction>' +
      '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5"/>' +
      '<adlcp:data><adlcp:map targetID="urn:knots:notes"/></adlcp:data>',
    sequencing:
      '<imsss:limitConditions attemptAbsoluteDurationLimit="PT1H"/><imsss:objectives>' +
      '<imsss:primaryObjective objectiveID="main" satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>' +
      '<imsss:mapInfo targetObjectiveID="urn:knots:skill" writeSatisfiedStatus="true" writeNormalizedMeasure="true"/></imsss:primaryObjective>' +
      '<imsss:objective objectiveID="loops"/></imsss:objectives>',
  };
  const knots = course({
    title: 'Knots',
    standard: '2004 4th',
    sequencing: '<imsss:controlMode choice="true" flow="true"/>',
    activities: [bends, { identifier: 'hitches', title: 'Hitches' }],
  });
  await importCourse('Knots 2004', knots);
  const results = await receiver();
  const registrations = new Cloud.RegistrationApi();
  const who = { id: 'nora-2004', email: someone('Nora', 'Knots').email, firstName: 'Nora', lastName: 'Knots' };
  await call(registrations, 'createRegistration', {
    courseId: 'Knots 2004',
    registrationId: 'R 2004',
    learner: who,
    registrationTags: ['spring'],
    postBack: { url: results.url, authType: 'HTTPBASIC', userName: 'beckon', password: 'oats', resultsFormat: 'FULL' },
  }, {});
  const before = await call(registrations, 'getRegistrationProgress', 'R 2004', WHOLE);
  expect(before).toMatchObject({ registrationCompletion: 'UNKNOWN', registrationSuccess: 'UNKNOWN', createdDate: moment });
  for (const yet of ['score', 'totalSecondsTracked', 'firstAccessDate', 'lastAccessDate', 'completedDate', 'suspendedActivityId']) {
    expect(before[yet], yet).toBeUndefined();
  }

  const { launchLink } = await call(registrations, 'buildRegistrationLaunchLink', 'R 2004', { redirectOnExitUrl: 'message' });
  const sco = await launch(learner, launchLink);
  const question = 'cmi.interactions.0';
  await say(sco, [
    ['cmi.learner_preference.audio_level', '0.5'],
    ['cmi.learner_preference.language', 'de'],
    ['cmi.learner_preference.delivery_speed', '2'],
    ['cmi.learner_preference.audio_captioning', '1'],
    ['cmi.comments_from_learner.0.comment', 'The third drawing is hard to read.'],
    ['cmi.comments_from_learner.0.location', 'page-3'],
    ['cmi.comments_from_learner.0.timestamp', '2026-11-25T10:04:00.0Z'],
    ['cmi.objectives.1.score.scaled', '0.5'],
    ['cmi.objectives.1.score.raw', '5'],
    ['cmi.objectives.1.score.min', '0'],
    ['cmi.objectives.1.score.max', '10'],
    ['cmi.objectives.1.success_status', 'failed'],
    ['cmi.objectives.1.completion_status', 'incomplete'],
    ['cmi.objectives.1.progress_measure', '0.25'],
    ['cmi.objectives.1.description', 'Loops that hold'],
    [`${question}.id`, 'urn:knots:bowline'],
    [`${question}.type`, 'choice'],
    [`${question}.objectives.0.id`, 'loops'],
    [`${question}.timestamp`, '2026-11-25T10:05:07.5+01:00'],
    [`${question}.correct_responses.0.pattern`, 'bowline'],
    [`${question}.weighting`, '2'],
    [`${question}.learner_response`, 'hitch'],
    [`${question}.result`, 'incorrect'],
    [`${question}.latency`, 'PT42S'],
    [`${question}.description`, 'Which loop does not slip?'],
    ['adl.data.0.store', 'hitches first'],
    ['cmi.location', 'page-7'],
    ['cmi.suspend_data', 'seen=1,2,3'],
    ['cmi.progress_measure', '0.75'],
    ['cmi.score.raw', '17'],
    ['cmi.score.min', '0'],
    ['cmi.score.max', '20'],
    ['cmi.score.scaled', '0.85'],
    ['cmi.session_time', 'PT10M'],
    ['cmi.exit', 'suspend'],
  ]);
  await savedAfter(learner, () => finish(sco));
  await leave(learner);

  const told = await call(registrations, 'getRegistrationProgress', 'R 2004', WHOLE);
  const main = {
    id: 'main',
    primary: true,
    score: { scaled: 85 },
    scoreRaw: 17,
    scoreMin: 0,
    scoreMax: 20,
    firstScoreScaled: 85,
    progressMeasure: 0.75,
    firstSuccessTimeStamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    objectiveCompletion: 'COMPLETED',
    objectiveSuccess: 'PASSED',
    previousObjectiveSuccess: 'UNKNOWN',
  };
  const loops = {
    id: 'loops',
    primary: false,
    score: { scaled: 50 },
    scoreRaw: 5,
    scoreMin: 0,
    scoreMax: 10,
    firstScoreScaled: 50,
    progressMeasure: 0.25,
    objectiveCompletion: 'INCOMPLETE',
    objectiveSuccess: 'FAILED',
    previousObjectiveSuccess: 'UNKNOWN',
  };
  expect(told).toEqual({
    id: 'R 2004',
    instance: 0,
    xapiRegistrationId: uuid,
    updated: moment,
    registrationCompletion: 'INCOMPLETE',
    registrationCompletionAmount: expect.any(Number),
    registrationSuccess: 'UNKNOWN',
    score: { scaled: expect.any(Number) },
    totalSecondsTracked: expect.any(Number),
    firstAccessDate: moment,
    lastAccessDate: moment,
    createdDate: moment,
    course: { id: 'Knots 2004', title: 'Knots', version: 1 },
    learner: who,
    tags: ['spring'],
    globalObjectives: [{ id: 'urn:knots:skill', primary: false, score: { scaled: 85 }, objectiveCompletion: 'UNKNOWN', objectiveSuccess: 'PASSED', previousObjectiveSuccess: 'UNKNOWN' }],
    sharedData: [{ id: 'urn:knots:notes', value: 'hitches first' }],
    suspendedActivityId: 'bends',
    activityDetails: expect.anything(),
  });
  // The player's own time, not the ten minutes that the course claims.
  expect(told.totalSecondsTracked).toBeGreaterThan(0);
  expect(told.totalSecondsTracked).toBeLessThan(60);
  const { children, ...root } = told.activityDetails;
  expect(root).toEqual({
    id: 'org',
    title: 'Knots',
    attempts: 1,
    activityCompletion: 'INCOMPLETE',
    activitySuccess: 'UNKNOWN',
    score: told.score,
    timeTracked,
    completionAmount: { scaled: told.registrationCompletionAmount },
    // What is taken up again is told by suspendedActivityId.
    suspended: expect.any(Boolean),
    objectives: expect.any(Array),
  });
  expect(children.map(({ id }: { id: string }) => id)).toEqual(['bends', 'hitches']);
  const { runtime, ...activity } = children[0];
  expect(activity).toEqual({
    id: 'bends',
    title: 'Bends',
    attempts: 1,
    activityCompletion: 'COMPLETED',
    activitySuccess: 'PASSED',
    score: { scaled: 85 },
    timeTracked: '0000:10:00.00',
    completionAmount: { scaled: 75 },
    suspended: true,
    children: [],
    objectives: [main, loops],
    staticProperties: {
      completionThreshold: '0.5',
      launchData: 'depth=3',
      maxTimeAllowed: 'PT1H',
      scaledPassingScore: 0.8,
      scaledPassingScoreUsed: true,
      timeLimitAction: 'continue,no message',
    },
  });
  expect(runtime).toEqual({
    // The course said nothing of it: what its progress makes of that is told with the activity.
    completionStatus: 'unknown',
    credit: 'credit',
    entry: 'resume',
    exit: 'suspend',
    learnerPreference: { audioLevel: 0.5, language: 'de', deliverySpeed: 2, audioCaptioning: 1 },
    location: 'page-7',
    mode: 'normal',
    progressMeasure: '0.75',
    scoreScaled: '0.85',
    scoreRaw: '17',
    scoreMin: '0',
    scoreMax: '20',
    totalTime: 'PT10M',
    timeTracked: '0000:10:00.00',
    runtimeSuccessStatus: 'PASSED',
    suspendData: 'seen=1,2,3',
    learnerComments: [{ value: 'The third drawing is hard to read.', location: 'page-3', dateTime: '2026-11-25T10:04:00.0Z' }],
    lmsComments: [],
    runtimeInteractions: [
      {
        id: 'urn:knots:bowline',
        type: 'Choice',
        objectives: ['loops'],
        timestamp: '2026-11-25T10:05:07.5+01:00',
        timestampUtc: '2026-11-25T09:05:07.500Z',
        correctResponses: ['bowline'],
        weighting: '2',
        learnerResponse: 'hitch',
        result: 'incorrect',
        latency: 'PT42S',
        description: 'Which loop does not slip?',
      },
    ],
    runtimeObjectives: [
      expect.objectContaining({ id: 'main' }),
      {
        id: 'loops',
        scoreScaled: '0.5',
        scoreRaw: '5',
        scoreMin: '0',
        scoreMax: '10',
        runtimeObjectiveSuccessStatus: 'FAILED',
        runtimeObjectiveCompletionStatus: 'INCOMPLETE',
        progressMeasure: '0.25',
        description: 'Loops that hold',
      },
    ],
  });

  const [withChildren, nothing] = [{ includeChildResults: true }, [undefined, undefined, undefined]];
  const cases: [object, unknown[]][] = [
    [{}, nothing],
    [withChildren, nothing],
    [{ ...withChildren, includeInteractionsAndObjectives: true }, [[main, loops], undefined, undefined]],
    [{ ...withChildren, includeRuntime: true }, [undefined, 'page-7', undefined]],
  ];
  for (const [asked, answer] of cases) {
    const { activityDetails } = await call(registrations, 'getRegistrationProgress', 'R 2004', asked);
    expect(activityDetails.children?.length, JSON.stringify(asked)).toBe('includeChildResults' in asked ? 2 : undefined);
    const { objectives, runtime } = activityDetails.children?.[0] ?? {};
    expect([objectives, runtime?.location, runtime?.runtimeInteractions], JSON.stringify(asked)).toMatchObject(answer);
  }

  // What is posted is what is answered.
  const posted = () => JSON.parse(results.taken.at(-1)?.body ?? '{}');
  await expect(() => expect(Cloud.RegistrationSchema.constructFromObject(posted()).activityDetails).toEqual(told.activityDetails)).toPass({ timeout: 15_000 });
  expect(results.taken.at(-1)?.headers.authorization).toBe(`Basic ${btoa('beckon:oats')}`);
  results.close();

  const { launchHistory } = await call(registrations, 'getRegistrationLaunchHistory', 'R 2004', { includeHistoryLog: true });
  expect(launchHistory).toEqual([
    {
      id: 'R 2004',
      instance: 0,
      score: told.score,
      completionStatus: 'INCOMPLETE',
      successStatus: 'UNKNOWN',
      historyLog: expect.stringContaining('cmi.interactions.0.learner_response'),
      totalSecondsTracked: told.totalSecondsTracked,
      launchTime: moment,
      exitTime: moment,
      lastRuntimeUpdate: moment,
    },
  ]);
  const [{ historyLog }] = (await call(registrations, 'getRegistrationLaunchHistory', 'R 2004', {})).launchHistory;
  expect(historyLog).toBeUndefined();

  // What a second attempt does not overwrite.
  const again = await launch(learner, launchLink);
  await say(again, [['cmi.score.scaled', '0.5'], ['cmi.exit', 'normal'], ['adl.nav.request', '{target=bends}choice']]);
  await savedAfter(learner, () => finish(again));
  await say(again, [['cmi.score.scaled', '0.9'], ['cmi.exit', 'normal']]);
  await savedAfter(learner, () => finish(again));
  await leave(learner);
  const [attempted] = (await call(registrations, 'getRegistrationProgress', 'R 2004', WHOLE)).activityDetails.children!;
  expect(attempted!.attempts).toBe(2);
  expect(attempted!.objectives![0]).toMatchObject({
    id: 'main',
    score: { scaled: 90 },
    firstScoreScaled: 85,
    previousScoreScaled: 50,
    firstSuccessTimeStamp: children[0].objectives[0].firstSuccessTimeStamp,
    objectiveSuccess: 'PASSED',
    previousObjectiveSuccess: 'FAILED',
  });
});

test('a result tells every field that a course of SCORM 1.2 reported', async ({ instructor, learner, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Results of 1.2'));
  const activities = [{ identifier: 'only', title: 'Bends', launchData: 'depth=3', masteryScore: 80,
    more: '<adlcp:maxtimeallowed>01:00:00</adlcp:maxtimeallowed><adlcp:timelimitaction>continue,no message</adlcp:timelimitaction>' }];
  await importCourse('Knots 1.2', course({ title: 'Knots', activities }));
  const registrations = new Cloud.RegistrationApi();
  const learnerShape = { id: 'nora-1.2', firstName: 'Nora', lastName: 'Knots' };
  await call(registrations, 'createRegistration', { courseId: 'Knots 1.2', registrationId: 'R 1.2', learner: learnerShape }, {});
  const { launchLink } = await call(registrations, 'buildRegistrationLaunchLink', 'R 1.2', { redirectOnExitUrl: 'message' });
  const sco = await launch(learner, launchLink);
  const [question, objective] = ['cmi.interactions.0', 'cmi.objectives.0'];
  await say(sco, [
    ['cmi.student_preference.audio', '50'],
    ['cmi.student_preference.language', 'de'],
    ['cmi.student_preference.speed', '20'],
    ['cmi.student_preference.text', '1'],
    ['cmi.comments', 'The third drawing is hard to read.'],
    [`${objective}.id`, 'loops'],
    [`${objective}.score.raw`, '5'],
    [`${objective}.score.min`, '0'],
    [`${objective}.score.max`, '10'],
    [`${objective}.status`, 'failed'],
    [`${question}.id`, 'bowline'],
    [`${question}.type`, 'fill-in'],
    [`${question}.objectives.0.id`, 'loops'],
    [`${question}.time`, '10:05:07'],
    [`${question}.correct_responses.0.pattern`, 'bowline'],
    [`${question}.weighting`, '2'],
    [`${question}.student_response`, 'hitch'],
    [`${question}.result`, 'wrong'],
    [`${question}.latency`, '00:00:42'],
    ['cmi.core.lesson_location', 'page-7'],
    ['cmi.suspend_data', 'seen=1,2,3'],
    ['cmi.core.score.raw', '85'],
    ['cmi.core.score.min', '0'],
    ['cmi.core.score.max', '100'],
    ['cmi.core.session_time', '0000:10:00'],
    ['cmi.core.lesson_status', 'passed'],
  ]);
  await savedAfter(learner, () => finish(sco));
  await leave(learner);

  const told = await call(registrations, 'getRegistrationProgress', 'R 1.2', WHOLE);
  expect(told).toMatchObject({
    registrationCompletion: 'COMPLETED',
    registrationSuccess: 'PASSED',
    score: { scaled: 85 },
    completedDate: moment,
    learner: learnerShape,
    globalObjectives: [],
    sharedData: [],
  });
  const [{ runtime, ...activity }] = told.activityDetails.children;
  expect(activity).toEqual({
    id: 'only',
    title: 'Bends',
    attempts: 1,
    activityCompletion: 'COMPLETED',
    activitySuccess: 'PASSED',
    score: { scaled: 85 },
    timeTracked: '0000:10:00.00',
    completionAmount: { scaled: 100 },
    suspended: false,
    children: [],
    objectives: [{ id: 'loops', primary: false, scoreRaw: 5, scoreMin: 0, scoreMax: 10, objectiveCompletion: 'COMPLETED', objectiveSuccess: 'FAILED', previousObjectiveSuccess: 'UNKNOWN' }],
    staticProperties: {
      launchData: 'depth=3',
      maxTimeAllowed: '01:00:00',
      scaledPassingScore: 0.8,
      scaledPassingScoreUsed: true,
      timeLimitAction: 'continue,no message',
    },
  });
  expect(runtime).toEqual({
    completionStatus: 'passed',
    credit: 'credit',
    entry: '',
    learnerPreference: { audioLevel: 50, language: 'de', deliverySpeed: 20, audioCaptioning: 1 },
    location: 'page-7',
    mode: 'normal',
    scoreRaw: '85',
    scoreMin: '0',
    scoreMax: '100',
    totalTime: '0000:10:00.00',
    timeTracked: '0000:10:00.00',
    runtimeSuccessStatus: 'PASSED',
    suspendData: 'seen=1,2,3',
    learnerComments: [{ value: 'The third drawing is hard to read.' }],
    lmsComments: [],
    runtimeInteractions: [
      {
        id: 'bowline',
        type: 'FillIn',
        objectives: ['loops'],
        timestamp: '10:05:07',
        correctResponses: ['bowline'],
        weighting: '2',
        learnerResponse: 'hitch',
        result: 'incorrect',
        latency: '00:00:42',
      },
    ],
    runtimeObjectives: [
      {
        id: 'loops',
        scoreRaw: '5',
        scoreMin: '0',
        scoreMax: '10',
        runtimeObjectiveSuccessStatus: 'FAILED',
        runtimeObjectiveCompletionStatus: 'COMPLETED',
      },
    ],
  });
});

test('invitations and the course tell who came, how far, and whether he played', async ({ instructor, learner, anotherBrowser, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Invitations played'));
  const source = { title: 'Told knots', description: 'Bowline and bend.', duration: 'PT45M', keywords: ['rope', 'knot'], standard: '2004 4th' as const };
  await importCourse('Told', course(source));
  const invitations = new Cloud.InvitationsApi();
  const [nora, otto] = [someone('Nora', 'Told'), someone('Otto', 'Told')];
  const creatingUserEmail = 'anybody@example.org';
  const expirationDate = new Date('2099-12-24T18:00:00Z');
  const shownPostBack = { url: 'https://example.org/results', authType: 'FORM', userName: 'beckon', resultsFormat: 'COURSE', legacy: false };
  const postBack = { ...shownPostBack, password: 'oats' };
  const invitationEmail = { subject: 'Come', body: '<p>[URL:Play]</p>', addresses: [nora.email, otto.email] };
  const made = await call(invitations, 'createPrivateInvitation', {
    courseId: 'Told', creatingUserEmail, invitationEmail, postBack, expirationDate, tags: ['told'], duplicateRegistrationOption: 'FAIL',
  });
  expect(made).toEqual({ id: expect.any(String), courseId: 'Told', isPublic: false, createDate: moment, updated: moment });
  const { userInvitations } = await call(invitations, 'getPrivateUserInvitations', made.id, { filterBy: 'email', filter: nora.email });
  await learner.goto(userInvitations[0].url);
  const sco = await play(learner);
  await say(sco, [['cmi.completion_status', 'completed'], ['cmi.success_status', 'failed'], ['cmi.score.scaled', '0.3'], ['cmi.session_time', 'PT10M']]);
  await savedAfter(learner, () => finish(sco));
  await leave(learner);

  const asked = { includeRegistrationReport: true, orderBy: 'email_asc' };
  const people = (await call(invitations, 'getPrivateUserInvitations', made.id, asked)).userInvitations;
  const row = { email: nora.email, url: expect.stringContaining('/p/'), isStarted: true, updated: moment, registrationId: expect.any(String) };
  expect(people).toEqual([
    { ...row, registrationReport: { complete: 'COMPLETED', success: 'FAILED', totalSecondsTracked: expect.any(Number), score: { scaled: 30 } } },
    { ...row, email: otto.email, isStarted: false, registrationReport: { complete: 'UNKNOWN', success: 'UNKNOWN', totalSecondsTracked: 0 } },
  ]);
  const result = await call(new Cloud.RegistrationApi(), 'getRegistrationProgress', people[0].registrationId, {});
  expect(people[0].registrationReport.totalSecondsTracked).toBe(result.totalSecondsTracked);
  expect(result).toMatchObject({ registrationSuccess: 'FAILED', learner: { id: nora.email, email: nora.email }, course: { id: 'Told' } });
  expect(await call(invitations, 'getPrivateInvitation', made.id, { includeRegistrationCount: true })).toEqual({
    id: made.id,
    courseId: 'Told',
    allowLaunch: true,
    invitationEmail,
    createDate: made.createDate,
    updated: moment,
    postBack: shownPostBack,
    expirationDate,
    registrationCount: 2,
  });

  const { url, ...open } = await call(invitations, 'createPublicInvitation', {
    courseId: 'Told', creatingUserEmail, registrationCap: 3, postBack, expirationDate, tags: ['told'],
  });
  const visitor = await anotherBrowser();
  await visitor.goto(url);
  const pia = someone('Pia', 'Told');
  await setUpAccount(visitor, pia);
  const own = await play(visitor);
  await say(own, [['cmi.completion_status', 'completed'], ['cmi.success_status', 'passed'], ['cmi.score.scaled', '0.9']]);
  await savedAfter(visitor, () => finish(own));
  await leave(visitor);
  const come = (await call(invitations, 'getPublicUserInvitations', open.id, { includeRegistrationReport: true })).userInvitations;
  expect(come).toEqual([
    {
      ...row,
      email: pia.email,
      url,
      registrationReport: { complete: 'COMPLETED', success: 'PASSED', totalSecondsTracked: expect.any(Number), score: { scaled: 90 } },
    },
  ]);
  expect(await call(invitations, 'getPublicInvitation', open.id, { includeRegistrationCount: true })).toEqual({
    id: open.id,
    courseId: 'Told',
    allowLaunch: true,
    allowNewRegistrations: true,
    url,
    createDate: moment,
    updated: moment,
    postBack: shownPostBack,
    expirationDate,
    registrationCap: 3,
    registrationCount: 1,
  });

  const activity = { externalIdentifier: 'only', itemIdentifier: 'only', resourceIdentifier: 'r-only', activityType: 'SCO', href: 'sco.html', title: source.title, children: [] };
  expect(await call(new Cloud.CourseApi(), 'getCourse', 'Told', { includeRegistrationCount: true, includeCourseMetadata: true })).toEqual({
    id: 'Told',
    title: source.title,
    xapiActivityId: expect.stringMatching(/^http/),
    created: moment,
    updated: moment,
    version: 1,
    registrationCount: 3,
    activityId: 'org',
    courseLearningStandard: 'SCORM20044THEDITION',
    tags: [],
    dispatched: false,
    metadata: {
      title: source.title,
      description: source.description,
      descriptionLanguage: 'en',
      duration: '45 minutes',
      typicalTime: '45 minutes',
      keywords: source.keywords,
    },
    rootActivity: { externalIdentifier: 'org', itemIdentifier: 'org', activityType: 'AGGREGATION', title: source.title, children: [activity] },
  });
});
