/** The official client of SCORM Cloud's API v2 comes without types. */
declare module '@rusticisoftware/scormcloud-api-v2-client-javascript' {
  const client: any;
  export default client;
}
