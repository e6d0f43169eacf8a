import { strToU8, zipSync } from 'fflate';
import { sco } from './sco';

type Standard = '1.2' | '2004 2nd' | '2004 3rd' | '2004 4th';

interface Activity {
  identifier: string;
  title: string;
  masteryScore?: number;
  launchData?: string;
  /** SCORM 1.2: which others must be done before. */
  prerequisites?: string;
  /** SCORM 2004: what stands in `imsss:sequencing`. */
  sequencing?: string;
  /** SCORM 2004: the player's buttons that the activity hides. */
  hides?: string[];
  /** More that stands in the item, as XML. */
  more?: string;
  children?: Activity[];
}

export interface CourseSource {
  standard?: Standard;
  title: string;
  description?: string;
  /** ISO 8601. */
  duration?: string;
  keywords?: string[];
  activities?: Activity[];
  /** SCORM 2004: what stands in the `imsss:sequencing` of the whole. */
  sequencing?: string;
  /** More that lies in the package. */
  files?: Record<string, string>;
}

/** A file to upload, as Playwright takes it. */
export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A small course whose SCOs do what the buttons on them say. */
export function course(source: CourseSource): Upload {
  const activities = source.activities ?? [{ identifier: 'only', title: source.title }];
  return upload('course.zip', {
    'imsmanifest.xml': manifest({ ...source, activities }),
    'sco.html': sco(source.standard?.startsWith('2004') ?? false),
    ...source.files,
  });
}

/** A course whose zip has its manifest in a folder, a launch file in other case, a picture too few and a film elsewhere. */
export function oddCourse(title: string): Upload {
  const whole = manifest({ title, activities: [{ identifier: 'only', title }] });
  const files = '<file href="sco.html"/><file href="map.png"/><file href="https://example.org/film.mp4"/>';
  return upload('odd.zip', {
    'export/imsmanifest.xml': whole.replace('<file href="sco.html"/>', files),
    'export/SCO.html': sco(false),
    'readme.txt': 'Made by hand.',
  });
}

/** Any files as a package. */
export function upload(name: string, files: Record<string, string | Uint8Array>): Upload {
  const entries = Object.entries(files).map(([path, content]) => [path, typeof content === 'string' ? strToU8(content) : content]);
  return { name, mimeType: 'application/zip', buffer: Buffer.from(zipSync(Object.fromEntries(entries))) };
}

/** What people upload by mistake or in bad faith, with words that the answer must hold. */
export const notCourses: { what: string; file: () => Upload; says: RegExp }[] = [
  {
    what: 'a file that is no zip',
    file: () => ({ name: 'notes.zip', mimeType: 'application/zip', buffer: Buffer.from('Just some notes.') }),
    says: /not a (whole )?zip|no zip|isn.t a zip|\.zip file/i,
  },
  {
    what: 'an AICC course',
    file: () =>
      upload('aicc.zip', {
        'course.crs': '[Course]\r\nCourse_ID=1\r\nCourse_Title=Old\r\nVersion=2.0\r\n',
        'course.au': '"System_ID","File_Name"\r\n"A1","index.html"\r\n',
        'course.des': '"System_ID","Title"\r\n"A1","Old"\r\n',
        'course.cst': '"Block","Member"\r\n"ROOT","A1"\r\n',
        'index.html': '<!doctype html><title>Old</title>',
      }),
    says: /AICC/,
  },
  {
    what: 'a zip without a manifest',
    file: () => upload('pictures.zip', { 'holiday.html': '<!doctype html><title>Holiday</title>' }),
    says: /imsmanifest\.xml/,
  },
  {
    what: 'a package that writes outside its folder',
    file: () =>
      upload('slip.zip', {
        'imsmanifest.xml': manifest({ title: 'Slip', activities: [{ identifier: 'only', title: 'Slip' }] }),
        'sco.html': sco(false),
        '../../outside.txt': 'out',
      }),
    says: /outside|\.\.\//i,
  },
  {
    what: 'a package that unpacks to far more than it weighs',
    file: () =>
      upload('bomb.zip', {
        'imsmanifest.xml': manifest({ title: 'Bomb', activities: [{ identifier: 'only', title: 'Bomb' }] }),
        'sco.html': sco(false),
        'zeros.bin': new Uint8Array(220 * 1024 * 1024),
      }),
    says: /unpack|larger|limit|too (much|large|big)|more than/i,
  },
  {
    what: 'a manifest that is broken off',
    file: () => upload('broken.zip', { 'imsmanifest.xml': '<manifest identifier="x"><organizations>', 'sco.html': '' }),
    says: /manifest/i,
  },
];

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const SCHEMA: Record<Standard, string> = {
  '1.2': '1.2',
  '2004 2nd': 'CAM 1.3',
  '2004 3rd': '2004 3rd Edition',
  '2004 4th': '2004 4th Edition',
};

function manifest({ standard = '1.2', title, description, duration, keywords = [], activities = [], sequencing }: CourseSource): string {
  const old = standard === '1.2';
  const text = (words: string) => (old ? `<langstring xml:lang="en">${escape(words)}</langstring>` : `<string language="en">${escape(words)}</string>`);
  const lasting = old ? `<datetime>${duration}</datetime>` : `<duration>${duration}</duration>`;
  const typical = old ? 'typicallearningtime' : 'typicalLearningTime';
  const lom =
    description || duration
      ? `<lom xmlns="${old ? 'http://www.imsglobal.org/xsd/imsmd_rootv1p2p1' : 'http://ltsc.ieee.org/xsd/LOM'}">` +
        `<general><title>${text(title)}</title>${description ? `<description>${text(description)}</description>` : ''}` +
        `${keywords.map((keyword) => `<keyword>${text(keyword)}</keyword>`).join('')}</general>` +
        `${duration ? `<educational><${typical}>${lasting}</${typical}></educational>` : ''}</lom>`
      : '';
  const item = (activity: Activity): string =>
    `<item identifier="${activity.identifier}"${activity.children ? '' : ` identifierref="r-${activity.identifier}"`}>` +
    `<title>${escape(activity.title)}</title>${(activity.children ?? []).map(item).join('')}` +
    `${activity.launchData ? `<adlcp:${old ? 'datafromlms' : 'dataFromLMS'}>${escape(activity.launchData)}</adlcp:${old ? 'datafromlms' : 'dataFromLMS'}>` : ''}` +
    `${activity.prerequisites === undefined ? '' : `<adlcp:prerequisites type="aicc_script">${escape(activity.prerequisites)}</adlcp:prerequisites>`}` +
    `${activity.more ?? ''}${ordered(activity.sequencing)}${hidden(activity.hides ?? [])}` +
    `${activity.masteryScore === undefined ? '' : `<adlcp:masteryscore>${activity.masteryScore}</adlcp:masteryscore>`}</item>`;
  const ordered = (inner?: string) => (inner === undefined ? '' : `<imsss:sequencing>${inner}</imsss:sequencing>`);
  const hidden = (devices: string[]) =>
    devices.length === 0
      ? ''
      : `<adlnav:presentation><adlnav:navigationInterface>${devices.map((device) => `<adlnav:hideLMSUI>${device}</adlnav:hideLMSUI>`).join('')}</adlnav:navigationInterface></adlnav:presentation>`;
  const leaves = (list: Activity[]): Activity[] => list.flatMap((one) => (one.children ? leaves(one.children) : [one]));
  const type = old ? 'adlcp:scormtype' : 'adlcp:scormType';
  const resource = ({ identifier }: Activity) =>
    `<resource identifier="r-${identifier}" type="webcontent" ${type}="sco" href="sco.html"><file href="sco.html"/></resource>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="tests" version="1.0"
  xmlns="${old ? 'http://www.imsproject.org/xsd/imscp_rootv1p1p2' : 'http://www.imsglobal.org/xsd/imscp_v1p1'}"
  xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"
  xmlns:adlcp="${old ? 'http://www.adlnet.org/xsd/adlcp_rootv1p2' : 'http://www.adlnet.org/xsd/adlcp_v1p3'}">
<metadata><schema>ADL SCORM</schema><schemaversion>${SCHEMA[standard]}</schemaversion>${lom}</metadata>
<organizations default="org"><organization identifier="org"><title>${escape(title)}</title>${activities.map(item).join('')}${ordered(sequencing)}</organization></organizations>
<resources>${leaves(activities).map(resource).join('')}</resources>
</manifest>`;
}
